#pragma once
// What the analyst wrote, as plain values. core/scenario/fields.h lists every field of every struct
// once (name, unit, range, default, doc): the YAML reader, --set, the JSON Schema, docs/scenario.md
// and the GUI's form all follow from that table. Defaults are the initialisers here and nowhere
// else. optional<> = "may be left out, then the doc says where the figure comes from (the
// catalogue, or nothing)".
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/calendar.h"
#include "core/diagnostics.h"
#include "core/ledger/kinds.h"
#include "core/policies.h"
#include "core/specs/precision.h"
#include "core/units/quantity.h"

namespace costwright {

// A YAML map from names to entries, in the order written.
template <class T>
using Named = std::vector<std::pair<std::string, T>>;

template <class T>
const T* find_named(const Named<T>& entries, std::string_view name) {
  for (const auto& [key, value] : entries) {
    if (key == name) {
      return &value;
    }
  }
  return nullptr;
}

struct Ratio {  // "15 %" or 0.15
  double value{};
  auto operator<=>(const Ratio&) const = default;
};
struct AnnualRate {  // "9 %/year", effective
  double per_year{};
  auto operator<=>(const AnnualRate&) const = default;
};
struct GrowthRate {  // "4 %/month" or "60 %/year": compounded, kept per month
  double per_month{};
  auto operator<=>(const GrowthRate&) const = default;
};
struct Months {  // "36 months" or "3 years"
  int count{};
  auto operator<=>(const Months&) const = default;
};

enum class TerminalValue { kNetBookValue, kZero };
enum class PurchaseOption { kOnDemand, kReserved1y, kReserved3y, kSpot };
enum class ColocationService { kPower, kCooling };
enum class TraceScaling { kSuperpose, kCompress };
enum class LicenceUnit { kGpu, kNode, kSeat, kFixed };
enum class LicenceTerm { kMonthly, kAnnualPrepaid, kPerpetual };

struct Finance {
  AnnualRate discount_rate{0.08};
  TerminalValue terminal_value = TerminalValue::kNetBookValue;
  double output_input_price_ratio = 4;  // r of the split unit costs
};

struct Colocation {
  PowerPrice price;               // per kW of reserved IT power and month
  std::optional<Power> reserved;  // default: the summed maximum power of the servers in service
  std::vector<ColocationService> includes;  // power and/or cooling
  AnnualRate escalation;
};

struct Site {
  std::optional<std::string> location;     // catalogue: electricity
  std::optional<EnergyPrice> electricity;  // default: the location's commercial price
  AnnualRate electricity_escalation;
  std::optional<double> pue;  // default: the location's typical PUE, else an error
  std::optional<CarbonIntensity>
      carbon;  // default: the location's grid figure; else carbon is not reported
  std::optional<Colocation> colocation;
};

struct Disposal {
  YearMonth
      month;  // proceeds at this month's end; the asset's last month unless `retire` is earlier
  Money proceeds;  // per server
};

struct OwnedServers {
  std::string server;  // catalogue: servers
  std::string site;
  int count = 1;
  std::optional<Money> price;     // per server; default: catalogue system price
  std::optional<YearMonth> paid;  // default: the scenario's start
  std::optional<YearMonth>
      in_service;  // default: `paid`; no capacity, power, depreciation or support before
  std::optional<YearMonth> retire;  // first month out of service; default: after the horizon
  Months book_life{60};             // straight line from in_service; not the technical life
  Ratio residual{0};                // of the price, at the end of the book life
  std::optional<Disposal>
      disposal;  // sale; without it the net book value counts as finance.terminal_value says
  AnnualRate support{0};  // of the price and year, paid monthly
  AnnualRate support_escalation;
  std::optional<Power> power;  // measured constant IT draw per server, instead of the simulated one
};

struct CloudInstances {
  std::string instance;  // catalogue: cloud_instances
  int count = 1;         // rented 24x7
  PurchaseOption purchase = PurchaseOption::kOnDemand;
  std::optional<MoneyPerHour> price;     // per instance; default: the catalogue's for that option
  std::optional<YearMonth> from, until;  // until: first month without it
  AnnualRate escalation;
  std::optional<CarbonIntensity> carbon;  // without it carbon is not reported for these instances
  double pue = 1.2;                       // for carbon only; cloud prices include power
};

struct FleetEntry {  // exactly one of
  std::optional<OwnedServers> owned;
  std::optional<CloudInstances> cloud;
};

struct Model {
  std::string model;  // catalogue: models
  Precision weights = Precision::kBf16;
  std::optional<Precision> kv_cache;  // default: fp8 when weights are fp8, else bf16
  std::optional<std::string>
      benchmark;  // catalogue column reported as accuracy; default: the first that is filled
};

struct Population {
  Users users;
  double actions_per_user = 20;  // user actions per user and month
  double calls_per_action = 1;   // requests per user action
};

struct Demand {                              // exactly one of requests, population
  std::optional<RequestsPerMonth> requests;  // in the first month
  std::optional<Population> population;
  GrowthRate growth;                // compounded monthly
  std::vector<double> hour_of_day;  // 24 weights, UTC; empty = flat
  std::vector<double> day_of_week;  // 7 weights, Monday first; empty = flat
};

struct LengthDistribution {  // exactly one of fixed, lognormal (mean + p50), histogram file
  std::optional<Tokens> fixed;
  std::optional<Tokens> mean;
  std::optional<Tokens> p50;
  std::optional<std::string> histogram;  // CSV: tokens,weight
  Tokens max{32768};
};

struct TraceArrivals {
  std::string file;
  TraceFormat format = TraceFormat::kAuto;
  TraceScaling scaling = TraceScaling::kSuperpose;
  int bad_row_tolerance = 0;
  bool session_clients = false;  // later turns of a session wait for the answer plus think_time
  Duration think_time{10};
};

struct SyntheticArrivals {
  double interarrival_cv = 1;  // 1 = Poisson, else gamma
  LengthDistribution input_tokens, output_tokens;
};

struct ServegenArrivals {
  std::string folder;
};

struct ClosedArrivals {
  int clients = 1;
  Duration think_time{10};
  LengthDistribution input_tokens, output_tokens;
};

struct Arrivals {  // exactly one of
  std::optional<TraceArrivals> trace;
  std::optional<SyntheticArrivals> synthetic;
  std::optional<ServegenArrivals> servegen;
  std::optional<ClosedArrivals> closed;  // its volume is a result: no demand
};

struct DeclaredService {  // volumes taken as served, without simulation
  TokensPerMonth input_tokens, output_tokens;
  std::optional<RequestsPerMonth> requests;
};

struct Slo {  // a request meets it when it meets every stated limit
  std::optional<Duration> ttft, tpot, e2e;
  Ratio target{0.99};  // share of the requests offered
};

struct Cascade {     // what a small model cannot answer goes on to a larger one
  std::string then;  // an entry of `serving`
  Ratio share;       // of the answered requests
};

struct Workload {  // served_by + arrivals (+ demand), or declared
  std::string team = "unassigned";
  std::optional<std::string> served_by;  // an entry of `serving`
  std::optional<Arrivals> arrivals;
  std::optional<Demand> demand;
  std::optional<DeclaredService> declared;
  std::optional<Slo> slo;
  int priority = 0;        // smaller ones are admitted first
  double fair_share = 1;   // of a deployment with queue_order fair, against other workloads'
  Tokens shared_prefix{};  // that all prompts begin with
  Ratio response_cache{};  // of the requests, answered without the model
  std::optional<Cascade> cascade;
  std::optional<std::string> overflow_to;  // an entry of `serving`, for what would be dropped
  std::optional<RequestPrice> value;       // benefit per served request
  std::optional<std::string>
      api_reference;  // catalogue: cloud_services (llm_api), for the sanity block only
};

// Between minimum and the deployment's replicas. Looks and the down window as Kubernetes'
// horizontal pod autoscaler has them (15 s and 300 s); 10 s for a decision, 120 s for a node and 60
// s to load a model are ours: measure your own.
struct Autoscaling {
  int minimum = 1;
  int target = 1;             // requests waiting or running per replica
  Duration interval{25};      // metric scrape 15 s, decision 10 s
  Duration start_delay{180};  // node, model load, warm-up
  Duration down_window{300};
};

struct Interruptions {                        // exactly one of mean_time_between, lifetimes
  std::optional<Duration> mean_time_between;  // of a replica
  std::optional<std::string> lifetimes;       // CSV: hours,weight
  Duration notice{0};
  Duration outage{14'400};  // 4 h: our assumption
};

struct Lora {  // adapters that share the deployment's model
  int adapters = 1;
  int rank = 16;
  std::optional<int> max_resident;  // default: all of them
};

struct Speculative {
  std::string draft_model;  // an entry of `models`
  int draft_tokens = 1;     // per step
  Ratio acceptance{};       // of each
};

struct PrefillBy {         // prefill/decode disaggregation
  std::string deployment;  // an entry of `serving`
  Bandwidth bandwidth;     // of the KV cache's transfer
  Duration latency{};
};

struct Deployment {
  std::string model;            // an entry of `models`
  std::string fleet;            // an entry of `fleet`
  std::string engine = "vllm";  // whose measured efficiency is used: catalogue, calibration
  int tensor_parallel = 1;
  int pipeline_parallel = 1;             // stages of tensor_parallel devices each
  bool expert_parallel = false;          // mixture of experts: whole experts per device
  bool attention_data_parallel = false;  // each device answers its own sequences
  std::optional<Lora> lora;
  std::optional<Speculative> speculative;
  std::optional<PrefillBy> prefill_by;
  Ratio clock{1};                  // locked SM clock, share of the highest
  std::optional<Power> power_cap;  // per device; default: its TDP
  std::optional<int> replicas;     // default: as many as the fleet entry's devices allow
  int max_batch = 256;
  int token_budget = 2048;  // tokens per iteration (chunked prefill)
  Router router = Router::kLeastOutstanding;
  QueueOrder queue_order = QueueOrder::kArrival;
  bool prefix_cache = true;
  std::optional<Autoscaling> autoscaling;
  std::optional<Interruptions> interruptions;
  int queue_limit = 1000;  // waiting requests per replica
  Duration client_timeout{60};
  std::optional<int> kv_blocks;  // of 16 tokens, per replica; default: from memory
  Ratio gpu_memory_utilisation{0.9};
  Duration batch_delay{0.005};  // single-shot models: how long a batch waits to fill
};

struct TrainingRun {  // exactly one of gpu_hours, tokens
  std::optional<DeviceTime> gpu_hours;
  std::optional<Tokens> tokens;  // 6 N D FLOPs of `model` at `mfu` of the instance's accelerator
  std::optional<std::string> model;      // an entry of `models`
  Ratio mfu{0.4};                        // model FLOPs utilisation, PaLM convention
  std::optional<std::string> instance;   // catalogue: cloud_instances; priced per GPU
  std::optional<DeviceTimePrice> price;  // default: the instance's on-demand price / GPUs
  std::optional<YearMonth> month;        // default: the scenario's start
  std::optional<Months> repeat;          // again every so many months
  AnnualRate escalation;
  std::string team = "unassigned";
};

struct DataActivity {  // collection, labelling, cleaning: any of the three quantities
  std::optional<ItemsPerMonth> items;
  std::optional<ItemPrice> item_price;    // default: `annotation` of the catalogue
  std::optional<std::string> annotation;  // catalogue: staffing (annotation prices)
  std::optional<DataPerMonth> volume;
  std::optional<DataPrice> volume_price;
  std::optional<Money> one_off;  // in `from`
  std::optional<YearMonth> from, until;
  AnnualRate escalation;
  std::string team = "unassigned";
};

struct ApplicationService {             // any of: instances, a price per request, API tokens
  std::optional<std::string> instance;  // catalogue: cloud_instances
  int count = 1;
  std::optional<RequestPrice> request_price;  // x requests served by `workload` (all when absent)
  std::optional<std::string> api;             // catalogue: cloud_services (llm_api)
  std::optional<TokensPerMonth> api_input_tokens, api_output_tokens;
  std::optional<std::string> workload;
  AnnualRate escalation;
  std::string team = "unassigned";
};

struct StaffRole {
  std::optional<std::string> role;  // catalogue: staffing (salaries)
  People fte{1};
  std::optional<MoneyPerMonth> salary;  // per FTE, "190000 USD/year"; default: the role's median
  std::optional<double> overhead;       // multiplier on salary; default: the role's, else 1
  AnnualRate escalation;                // each January after the start
  Component component = Component::kShared;
  Allocation allocation = Allocation::kFixed;
  std::optional<YearMonth> from, until;
  std::string team = "unassigned";
};

struct SoftwareItem {
  std::optional<std::string> product;  // catalogue: software
  LicenceUnit per = LicenceUnit::kFixed;
  std::optional<double> units;  // default: counted from `fleet` for gpu and node
  std::optional<std::string> fleet;
  std::optional<Money> price;  // per unit and term; default: the product's
  LicenceTerm term = LicenceTerm::kMonthly;
  AnnualRate escalation;
  Component component = Component::kServing;
  Allocation allocation = Allocation::kFixed;
  std::optional<YearMonth> from, until;
  std::string team = "unassigned";
};

struct StorageItem {
  std::optional<std::string>
      service;  // catalogue: cloud_services, first tier; tiers are followed marginally
  std::optional<StoragePrice> price;
  DataSize stored;                  // at the start
  DataPerMonth added;               // end of month volume = before + added - expired
  std::optional<Months> retention;  // what was added expires after so many months
  AnnualRate escalation;
  Component component = Component::kDataPipeline;
  std::string team = "unassigned";
};

struct EgressItem {                    // volume, or per_request x requests served by `workload`
  std::optional<std::string> service;  // catalogue: cloud_services (egress tiers)
  std::optional<DataPrice> price;
  std::optional<DataPerMonth> volume;
  std::optional<DataPerRequest> per_request;
  std::optional<std::string> workload;
  AnnualRate escalation;
  Component component = Component::kApplication;
  std::string team = "unassigned";
};

struct SimulationOptions {
  Duration warm_up{3600};
  bool compression_bracket = true;  // also simulate the last month by time compression
  bool error_range = true;          // also simulate the ends of the language models' speed
};

struct Scenario {
  std::string name;
  std::string description;
  std::string currency = "USD";
  YearMonth start{2027, 1};
  Months horizon{36};
  std::int64_t seed = 1;
  int fiscal_year_start = 1;         // month 1..12
  std::vector<std::string> catalog;  // own CSV files, relative to the scenario
  Finance finance;
  SimulationOptions simulation;
  Named<Site> sites;
  Named<FleetEntry> fleet;
  Named<Model> models;
  Named<Deployment> serving;
  Named<Workload> workloads;
  Named<TrainingRun> training;
  Named<DataActivity> data_pipeline;
  Named<ApplicationService> application;
  Named<StaffRole> staff;
  Named<SoftwareItem> software;
  Named<StorageItem> storage;
  Named<EgressItem> egress;
};

// A scenario together with where each value was written: path ("fleet.h100.owned.count") -> place.
// Values that were not written have no entry: they are defaults.
struct LoadedScenario {
  Scenario scenario;
  std::map<std::string, Place, std::less<>> places;
  std::string folder;  // of the scenario file: relative paths in it start here
};

// The place of `path`, or of its nearest written ancestor.
Place place_of(const LoadedScenario& loaded, std::string_view path);

}  // namespace costwright
