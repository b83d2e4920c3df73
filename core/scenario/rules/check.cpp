#include "core/scenario/rules/check.h"

#include <algorithm>
#include <map>

#include "core/scenario/loaded.h"
#include "core/scenario/rules/relays.h"
#include "core/scenario/yaml/walk.h"

namespace costwright {
namespace {

template <class T>
std::vector<std::string> names_of(const Named<T>& entries) {
  std::vector<std::string> names;
  for (const auto& [name, entry] : entries) {
    names.push_back(name);
  }
  return names;
}

// Visits every text field that names an entry of another section.
class ReferenceChecker : public ValueWalk<ReferenceChecker> {
 public:
  ReferenceChecker(const LoadedScenario& loaded, Diagnostics& diagnostics)
      : loaded_(loaded), diagnostics_(diagnostics) {
    const Scenario& s = loaded.scenario;
    sections_ = {{"sites", names_of(s.sites)},
                 {"fleet", names_of(s.fleet)},
                 {"models", names_of(s.models)},
                 {"serving", names_of(s.serving)},
                 {"workloads", names_of(s.workloads)}};
  }

  void absent(const FieldInfo& /*info*/, const std::string& /*path*/) {}

  template <class T>
  void value(const T& member, const FieldInfo& info, const std::string& path) {
    if constexpr (std::is_same_v<T, std::string>) {
      check(member, info, path);
    }
  }

 private:
  void check(const std::string& name, const FieldInfo& info, const std::string& path) {
    const auto section = sections_.find(info.refers);
    if (section == sections_.end() || name.empty()) {
      return;
    }
    const auto& names = section->second;
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      constexpr int kMostHints = 100;  // thousands of names against thousands took seconds
      const bool hints = diagnostics_.error_count() < kMostHints;
      auto hint = hints ? did_you_mean(name, names) : "";
      if (hints && hint.empty()) {
        hint = names.empty() ? fmt::format("the section '{}' has no entries", info.refers)
                             : fmt::format("{} has {}", info.refers, fmt::join(names, ", "));
      }
      diagnostics_.error(place_of(loaded_, path),
                         fmt::format("{}: there is no '{}' in {}", path, name, info.refers), hint);
    }
  }

  const LoadedScenario& loaded_;
  Diagnostics& diagnostics_;
  std::map<std::string, std::vector<std::string>, std::less<>> sections_;
};

class Rules {
 public:
  Rules(const LoadedScenario& loaded,
        const std::set<std::string, std::less<>>& faulty,
        Diagnostics& diagnostics)
      : loaded_(loaded), s_(loaded.scenario), faulty_(faulty), diagnostics_(diagnostics) {}

  void check() {
    if (is_sound("currency") && s_.currency != "USD") {
      error("currency", fmt::format("currency is '{}'; v1 computes in USD", s_.currency),
            "other currencies come later: convert the figures to USD");
    }
    each("sites", s_.sites, &Rules::site);
    each("fleet", s_.fleet, &Rules::fleet_entry);
    each("savings_plans", s_.savings_plans, &Rules::savings_plan);
    each("serving", s_.serving, &Rules::deployment);
    each("workloads", s_.workloads, &Rules::workload);
    each("training", s_.training, &Rules::training);
    each("data_pipeline", s_.data_pipeline, &Rules::data_activity);
    each("application", s_.application, &Rules::application);
    each("staff", s_.staff, &Rules::role);
    each("software", s_.software, &Rules::software);
    each("storage", s_.storage, &Rules::metered<StorageItem>);
    each("egress", s_.egress, &Rules::metered<EgressItem>);
    each("credits", s_.credits, &Rules::period_of<Credit>);
    shared_fleet();
    if (!diagnostics_.has_errors()) {
      check_relays(loaded_, diagnostics_);
    }
  }

 private:
  using Path = const std::string&;

  template <class T>
  void each(std::string_view section,
            const Named<T>& entries,
            void (Rules::*rule)(Path, const T&)) {
    for (const auto& [name, entry] : entries) {
      (this->*rule)(join_path(std::string(section), name), entry);
    }
  }

  // Was it read without an error: itself, all below it, and the sections around it?
  bool is_sound(Path path) const {
    for (auto it = faulty_.lower_bound(path); it != faulty_.end() && it->starts_with(path); ++it) {
      if (it->size() == path.size() || (*it)[path.size()] == '.') {
        return false;
      }
    }
    return is_itself_sound(path);
  }

  // As is_sound, whatever lies below it.
  bool is_itself_sound(Path path) const {
    for (std::size_t dot = 0; dot != std::string::npos;) {
      dot = path.find('.', dot + 1);
      if (faulty_.contains(std::string_view(path).substr(0, dot))) {
        return false;
      }
    }
    return true;
  }

  // What a rule reads must be sound, or what it says would mislead.
  bool are_sound(Path section, std::initializer_list<std::string_view> fields) const {
    return std::all_of(fields.begin(), fields.end(), [&](std::string_view field) {
      return is_sound(join_path(section, field));
    });
  }

  void error(Path path, std::string message, std::string hint = {}) {
    diagnostics_.error(place_of(loaded_, path), std::move(message), std::move(hint));
  }

  YearMonth end() const { return s_.start + s_.horizon.count; }
  bool dates_are_known() const { return is_sound("start") && is_sound("horizon"); }

  std::string horizon_text() const {
    return fmt::format("{} to {}", to_string(s_.start), to_string(end() + -1));
  }

  // Something that begins or happens does so within the horizon; later, it is in no figure: a
  // shorter horizon is asked of the same file.
  void begins(Path path, const std::optional<YearMonth>& month) {
    if (!month || !is_sound(path) || !dates_are_known()) {
      return;
    }
    if (*month < s_.start) {
      error(
          path,
          fmt::format("{} = {} is before the horizon {}", path, to_string(*month), horizon_text()),
          fmt::format("write {} or later", to_string(s_.start)));
    } else if (*month >= end()) {
      diagnostics_.warning(place_of(loaded_, path),
                           fmt::format("{} = {} lies after the horizon {}: it is in no figure",
                                       path, to_string(*month), horizon_text()));
    }
  }

  // Something may end after the horizon: it is then still there at its end. The caller knows that
  // `begin` is sound.
  void ends(Path path,
            const std::optional<YearMonth>& month,
            YearMonth begin,
            std::string_view begin_name) {
    if (!month || !is_sound(path) || !dates_are_known()) {
      return;
    }
    if (*month <= begin) {
      error(path, fmt::format("{} = {} must come after {} ({})", path, to_string(*month),
                              begin_name, to_string(begin)));
    } else if (*month > end()) {
      diagnostics_.warning(place_of(loaded_, path),
                           fmt::format("{} = {} lies after the horizon {} and has no effect", path,
                                       to_string(*month), horizon_text()));
    }
  }

  template <class T>
  void period_of(Path path, const T& item) {
    begins(path + ".from", item.from);
    if (is_sound(path + ".from")) {
      ends(path + ".until", item.until, item.from.value_or(s_.start),
           item.from ? "from" : "the start");
    }
  }

  // A list of prices must hold in the first month that is paid.
  template <class T>
  void priced(Path path, const std::optional<Dated<T>>& price, YearMonth first) {
    if (price && price->by_month() && is_sound(path) && is_sound("start") &&
        price->begin() > first) {
      error(path,
            fmt::format("{} begins in {}, after the first month that is paid ({})", path,
                        to_string(price->begin()), to_string(first)),
            fmt::format("write the price of {} first", to_string(first)));
    }
  }
  template <class T>
  void priced_over(Path path, const std::optional<Dated<T>>& price, const auto& item) {
    const YearMonth first = item.from.value_or(s_.start);
    if (is_sound(path.substr(0, path.rfind('.')) + ".from")) {
      priced(path, price, first);
    }
  }

  // A lease may run on after the horizon: what is due then is named as a commitment.
  void lease(Path path, const Colocation& colocation) {
    begins(path + ".from", colocation.from);
    priced_over(path + ".price", std::optional(colocation.price), colocation);
    if (!are_sound(path, {"from", "until"}) || !colocation.until || !is_sound("start")) {
      return;
    }
    const YearMonth first = colocation.from.value_or(s_.start);
    if (*colocation.until <= first) {
      error(path + ".until",
            fmt::format("{}.until = {} must come after {} ({})", path, to_string(*colocation.until),
                        colocation.from ? "from" : "the start", to_string(first)));
    }
  }

  void site(Path path, const Site& site) {
    if (site.colocation) {
      lease(path + ".colocation", *site.colocation);
    }
    priced(path + ".electricity", site.electricity, s_.start);
    if (!are_sound(path, {"location", "electricity", "colocation.includes"})) {
      return;
    }
    if (includes(site, ColocationService::kPower) && site.electricity) {
      error(path + ".electricity",
            fmt::format("{} charges electricity twice: colocation.includes has 'power'", path),
            "remove 'electricity', or 'power' from colocation.includes");
    }
    if (!site.electricity && !site.location && !includes(site, ColocationService::kPower)) {
      error(
          path, fmt::format("{} has no price of electricity", path),
          "give 'electricity', a 'location' of the catalogue, or a colocation that includes power");
    }
  }

  void fleet_entry(Path path, const FleetEntry& entry) {
    if (entry.owned) {
      owned(path + ".owned", *entry.owned);
    }
    if (entry.cloud) {
      rented(path + ".cloud", *entry.cloud);
    }
  }

  void rented(Path path, const CloudInstances& cloud) {
    period_of(path, cloud);
    priced_over(path + ".price", cloud.price, cloud);
    priced_over(path + ".on_demand_price", cloud.on_demand_price, cloud);
    hours_stated_once(path, cloud);
    const bool reserved = cloud.purchase == PurchaseOption::kReserved1y ||
                          cloud.purchase == PurchaseOption::kReserved3y;
    for (const std::string_view name : {"upfront", "on_demand_price"}) {
      const std::string field = join_path(path, name);
      if (!reserved && loaded_.places->contains(field) && are_sound(path, {"purchase", name})) {
        error(field,
              fmt::format("{} has no effect: the purchase is {}", field, to_string(cloud.purchase)),
              "write 'purchase: reserved_1y' or 'reserved_3y', or remove it");
      }
    }
  }

  void savings_plan(Path path, const SavingsPlan& plan) {
    period_of(path, plan);
    const std::string name = path.substr(path.find('.') + 1);
    if (find_named(s_.fleet, name) != nullptr) {
      error(path, fmt::format("{} has the name of a fleet entry", path),
            "reports call commitments by their names: choose another");
    }
    if (plan.covers.empty() && is_sound(path + ".covers")) {
      error(path, fmt::format("{} covers nothing", path),
            "write e.g. 'covers: {gpus: {discount: 28 %}}' with entries of fleet");
    }
    for (const auto& [entry, rate] : plan.covers) {
      covered(join_path(path + ".covers", entry), entry, rate, plan);
    }
  }

  void covered(Path path, const std::string& entry, const PlanRate& rate, const SavingsPlan& plan) {
    const FleetEntry* machines = find_named(s_.fleet, entry);
    if (machines == nullptr) {
      error(path, fmt::format("{}: there is no '{}' in fleet", path, entry),
            did_you_mean(entry, names_of(s_.fleet)));
    } else if (is_sound("fleet." + entry) &&
               (!machines->cloud || machines->cloud->purchase != PurchaseOption::kOnDemand)) {
      error(path,
            fmt::format("{}: a plan covers hours that are rented on demand, '{}' is {}", path,
                        entry, machines->cloud ? to_string(machines->cloud->purchase) : "owned"));
    } else if (machines->cloud && machines->cloud->hours) {
      error(path,
            fmt::format("{}: '{}' runs for a number of hours, and a plan is used up hour by hour",
                        path, entry),
            "write a 'schedule' in place of 'hours': which hours they are decides what is unused");
    }
    priced_over(path + ".price", rate.price, plan);
  }

  // What is owned before the start may have been paid and in service long before.
  void begins_unless_before(Path path, const std::optional<YearMonth>& month) {
    if (month && *month >= s_.start) {
      begins(path, month);
    }
  }

  void owned(Path path, const OwnedServers& servers) {
    begins_unless_before(path + ".paid", servers.paid);
    begins_unless_before(path + ".in_service", servers.in_service);
    if (!are_sound(path, {"paid", "in_service"})) {
      return;
    }
    const YearMonth paid = month_paid(servers, s_.start);
    const YearMonth in_service = first_month_in_service(servers, s_.start);
    priced(path + ".price", servers.price, paid);
    if (dates_are_known() && paid >= end() && in_service < end()) {
      error(path + ".paid",
            fmt::format("{}.paid = {} lies after the horizon {}, within which the "
                        "servers are in service",
                        path, to_string(paid), horizon_text()),
            "lengthen the horizon, or move the payment into it");
    }
    if (servers.price_as_of && *servers.price_as_of > paid) {
      error(path + ".price_as_of",
            fmt::format("{}.price_as_of = {} is after the payment ({})", path,
                        to_string(*servers.price_as_of), to_string(paid)));
    }
    if (paid < s_.start && loaded_.places->contains(path + ".market_decline")) {
      error(path + ".market_decline",
            fmt::format("{0}.market_decline has no effect: {0} is paid in {1}, before the start",
                        path, to_string(paid)),
            "write what was paid as the price, and remove it");
    }
    if (in_service < s_.start) {
      ends(path + ".retire", servers.retire, s_.start, "the start");
    } else {
      ends(path + ".retire", servers.retire, in_service, "the first month in service");
    }
    if (servers.disposal) {
      disposal(path + ".disposal.month", servers.disposal->month, paid, in_service);
    }
  }

  // A sale may come after `retire`: the servers then wait for it, out of service.
  void disposal(Path path, YearMonth month, YearMonth paid, YearMonth in_service) {
    begins(path, month);
    if (!is_sound(path) || !dates_are_known()) {
      return;
    }
    const bool unpaid = paid > in_service;
    if (month < std::max(paid, in_service)) {
      error(path, fmt::format("{} = {} is before {} ({})", path, to_string(month),
                              unpaid ? "the payment" : "the first month in service",
                              to_string(unpaid ? paid : in_service)));
    }
  }

  // What else is written of an API would be believed to have an effect.
  void api(Path path, const Deployment& deployment) {
    const std::string prefix = path + ".";
    for (auto it = loaded_.places->lower_bound(prefix);
         it != loaded_.places->end() && it->first.starts_with(prefix); ++it) {
      const std::string field = it->first.substr(prefix.size());
      const bool has_effect = field.starts_with("api") || field == "client_timeout" ||
                              field == "max_model_len" || field == "compress_by";
      if (!has_effect && field.find('.') == std::string::npos) {
        error(it->first,
              fmt::format("{} has no effect: '{}' is an API", it->first, *deployment.api),
              "leave it out");
      }
    }
    const ApiTerms& terms = deployment.api_terms;
    const std::string at = path + ".api_terms";
    percentiles(at + ".ttft", terms.ttft);
    percentiles(at + ".tpot", terms.tpot);
    for (const auto& [name, price] : {std::pair{".input_price", &terms.input_price},
                                      std::pair{".cached_input_price", &terms.cached_input_price},
                                      std::pair{".cache_write_price", &terms.cache_write_price},
                                      std::pair{".output_price", &terms.output_price}}) {
      priced(at + name, *price, s_.start);
    }
    shares_of_input(at, terms);
  }

  void percentiles(Path path, const std::optional<LatencyPercentiles>& latency) {
    if (latency && is_sound(path) && latency->p95 < latency->p50) {
      error(path + ".p95", fmt::format("{}: p95 is below p50", path));
    }
  }

  void shares_of_input(Path path, const ApiTerms& terms) {
    const double read = terms.cached_input.value_or(Ratio{}).value;
    const double written = terms.written_input.value_or(Ratio{}).value;
    if (read + written > 1 && are_sound(path, {"cached_input", "written_input"})) {
      error(path + ".written_input",
            fmt::format("{0}: cached_input and written_input are {1:g} % of the input together",
                        path, 100 * (read + written)));
    }
    for (const std::string_view name : {"cached_input", "cache_write_price", "cached_input_price",
                                        "input_price", "output_price"}) {
      const std::string field = join_path(path, name);
      if (terms.batch && loaded_.places->contains(field)) {
        error(field,
              fmt::format("{} has no effect beside batch: its prices are the catalogue's", field),
              "remove it or batch");
      }
    }
  }

  void deployment(Path path, const Deployment& deployment) {
    if (is_api(deployment)) {
      api(path, deployment);
      return;
    }
    if (are_sound(path, {"token_budget", "max_batch"}) &&
        deployment.token_budget < deployment.max_batch) {
      const bool budget_given = loaded_.places->contains(path + ".token_budget");
      error(path + (budget_given ? ".token_budget" : ".max_batch"),
            fmt::format("{}: token_budget ({}) must be at least max_batch ({})", path,
                        deployment.token_budget, deployment.max_batch),
            "each decoding sequence takes one token of the budget");
    }
  }

  // Two deployments that both take "as many as fit" would use the same devices twice.
  void shared_fleet() {
    std::map<std::string, std::string> user;  // fleet entry -> first deployment on it
    for (const auto& [name, deployment] : s_.serving) {
      if (!deployment.fleet) {
        continue;
      }
      phases(name, deployment);
      around_the_clock(name, deployment);
      const auto [first, alone] = user.emplace(*deployment.fleet, name);
      if (alone) {
        continue;
      }
      for (const std::string& either : {first->second, name}) {
        if (!find_named(s_.serving, either)->replicas) {
          error(join_path("serving", either),
                fmt::format(
                    "serving.{} shares fleet '{}' with another deployment and needs 'replicas'",
                    either, *deployment.fleet));
        }
      }
    }
  }

  // Replicas that come and go by the clock are not simulated.
  void around_the_clock(const std::string& name, const Deployment& deployment) {
    for (const auto& [entry, machines] : s_.fleet) {
      if (machines.cloud && !runs_always(*machines.cloud) && runs_on(deployment, entry)) {
        error(join_path("serving", name),
              fmt::format("serving.{}: fleet '{}' runs at some hours only, a deployment is there "
                          "around the clock",
                          name, entry),
              "use 'autoscaling' for replicas that follow the demand, or leave out 'hours' and "
              "'schedule'");
      }
    }
  }

  // Entries that a deployment runs on beside its first are its own.
  void phases(const std::string& name, const Deployment& deployment) {
    const std::string path = "serving." + name + ".also_on";
    for (std::size_t i = 0; i < deployment.also_on.size(); ++i) {
      const std::string& entry = deployment.also_on[i];
      const std::string at = join_path(path, std::to_string(i));
      if (find_named(s_.fleet, entry) == nullptr) {
        error(at, fmt::format("{}: there is no '{}' in fleet", path, entry),
              did_you_mean(entry, names_of(s_.fleet)));
      }
      for (const auto& [other, shares] : s_.serving) {
        const bool is_shared =
            other != name && (runs_on(shares, entry) || shares.fleet == deployment.fleet);
        if (is_shared || (other == name && entry == deployment.fleet)) {
          error(at,
                fmt::format("{}: the entries of '{}' must be its own, '{}' runs there too", path,
                            name, other),
                "divide the fleet, or leave also_on out");
          return;
        }
      }
    }
  }

  void declared(Path path, const DeclaredService& declared) {
    const Deployment* deployment =
        declared.served_by ? find_named(s_.serving, *declared.served_by) : nullptr;
    if (deployment != nullptr && !is_api(*deployment)) {
      error(path + ".served_by",
            fmt::format("{}.served_by: '{}' is no API", path, *declared.served_by),
            "what machines serve is simulated: write served_by, arrivals and demand");
    }
  }

  void workload(Path path, const Workload& workload) {
    if (workload.declared) {
      declared(path + ".declared", *workload.declared);
    }
    if (workload.value && workload.declared && !workload.declared->requests &&
        is_sound(path + ".declared.requests")) {
      error(path + ".value",
            fmt::format("{}.value is per request; declared needs 'requests'", path));
    }
    if (workload.value_counts == ValueCounts::kWithinSlo && !workload.slo &&
        are_sound(path, {"value_counts", "slo"})) {
      error(path + ".value_counts",
            fmt::format("{}.value_counts is within_slo; it needs 'slo'", path),
            "state the limits, or write 'value_counts: served'");
    }
    if (!workload.arrivals) {
      return;
    }
    const Arrivals& arrivals = *workload.arrivals;
    const bool one_kind = is_itself_sound(path + ".arrivals");
    if (one_kind && arrivals.closed && workload.demand) {
      error(path + ".demand", fmt::format("{} has closed arrivals and a demand", path),
            "the volume of a closed loop is a result: remove 'demand'");
    }
    if (one_kind && !arrivals.closed && !workload.demand) {
      error(path, fmt::format("{} needs 'demand'", path),
            "trace, synthetic and servegen arrivals give the pattern; the volume is declared");
    }
    if (workload.demand &&
        are_sound(path, {"demand.requests", "demand.population", "demand.growth"})) {
      demand(path + ".demand", *workload.demand);
    }
    if (arrivals.synthetic) {
      lengths(path + ".arrivals.synthetic.input_tokens", arrivals.synthetic->input_tokens);
      lengths(path + ".arrivals.synthetic.output_tokens", arrivals.synthetic->output_tokens);
    }
    if (arrivals.closed) {
      lengths(path + ".arrivals.closed.input_tokens", arrivals.closed->input_tokens);
      lengths(path + ".arrivals.closed.output_tokens", arrivals.closed->output_tokens);
    }
    if (arrivals.trace) {
      trace(path + ".arrivals.trace", *arrivals.trace);
    }
  }

  void demand(Path path, const Demand& demand) {
    constexpr double kMost = 1e13;  // requests/month, as the range of demand.requests
    const double first = requests_in(demand, 0);
    const int months = dates_are_known() ? std::max(s_.horizon.count - 1, 0) : 0;
    const double last = requests_in(demand, months);
    if (!(std::max(first, last) <= kMost)) {
      error(path + (first <= kMost ? ".growth" : ""),
            fmt::format("{} grows to {:.3g} requests/month in {}; at most {:g} is computed", path,
                        last, to_string(end() + -1), kMost));
    }
  }

  void trace(Path path, const TraceArrivals& trace) {
    // Where session_clients is not even written, the field table says that it is needed.
    if (loaded_.places->contains(path + ".session_clients") &&
        is_sound(path + ".session_clients") && loaded_.places->contains(path + ".think_time") &&
        !trace.session_clients) {
      error(path + ".think_time",
            fmt::format("{}.think_time has no effect without session_clients", path),
            "write 'session_clients: true' or remove it");
    }
  }

  void lengths(Path path, const LengthDistribution& lengths) {
    if (lengths.mean && lengths.p50 && are_sound(path, {"mean", "p50"}) &&
        *lengths.mean < *lengths.p50) {
      error(path + ".mean", fmt::format("{}: the mean of a lognormal is at least its p50", path));
    }
    if (lengths.mean && lengths.max && are_sound(path, {"mean", "max"}) &&
        *lengths.mean > *lengths.max) {
      error(path + ".mean",
            fmt::format("{}: the mean exceeds max ({} tokens)", path, lengths.max->base()),
            "raise 'max'");
    }
  }

  void training(Path path, const TrainingRun& run) {
    begins(path + ".month", run.month);
    if (is_sound(path + ".month")) {
      priced(path + ".price", run.price, run.month.value_or(s_.start));
    }
  }

  void data_activity(Path path, const DataActivity& activity) {
    period_of(path, activity);
    priced_over(path + ".item_price", activity.item_price, activity);
    priced_over(path + ".volume_price", activity.volume_price, activity);
  }

  void role(Path path, const StaffRole& role) {
    period_of(path, role);
    priced_over(path + ".salary", role.salary, role);
  }

  void application(Path path, const ApplicationService& service) {
    priced(path + ".request_price", service.request_price, s_.start);
    hours_stated_once(path, service);
  }

  template <class Instances>
  void hours_stated_once(Path path, const Instances& instances) {
    if (instances.hours && instances.schedule) {
      error(path + ".schedule", fmt::format("{} has both 'hours' and 'schedule'", path),
            "one of them says when the instances run");
    }
  }

  template <class T>
  void metered(Path path, const T& item) {
    priced(path + ".price", item.price, s_.start);
  }

  void software(Path path, const SoftwareItem& item) {
    period_of(path, item);
    priced_over(path + ".price", item.price, item);
    if (loaded_.places->contains(path + ".book_life") && item.term != LicenceTerm::kPerpetual &&
        are_sound(path, {"book_life", "term"})) {
      error(path + ".book_life",
            fmt::format("{}.book_life has no effect: the term is {}", path, to_string(item.term)),
            "write 'term: perpetual' or remove it");
    }
    if (!are_sound(path, {"per", "units", "fleet"})) {
      return;
    }
    const bool counted = item.per == LicenceUnit::kGpu || item.per == LicenceUnit::kNode;
    if (counted && !item.units && !item.fleet) {
      error(path,
            fmt::format("{} is per {} and needs 'units' or 'fleet'", path, to_string(item.per)));
    }
    if (item.per == LicenceUnit::kSeat && !item.units) {
      error(path, fmt::format("{} is per seat and needs 'units'", path));
    }
    if (!counted && item.fleet) {
      error(path + ".fleet",
            fmt::format("{}.fleet counts GPUs or nodes; the licence is per {}", path,
                        to_string(item.per)),
            "remove 'fleet' or write 'per: gpu' or 'per: node'");
    }
  }

  const LoadedScenario& loaded_;
  const Scenario& s_;
  const std::set<std::string, std::less<>>& faulty_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check_rules(const LoadedScenario& loaded,
                 const std::set<std::string, std::less<>>& faulty,
                 Diagnostics& diagnostics) {
  ReferenceChecker references(loaded, diagnostics);
  describe(references, loaded.scenario);
  Rules(loaded, faulty, diagnostics).check();
}

}  // namespace costwright
