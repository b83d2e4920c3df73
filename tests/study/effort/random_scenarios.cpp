#include "tests/study/effort/random_scenarios.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tests/sim/random_features.h"

namespace costwright::testing {
namespace {

constexpr std::uint64_t kSeed = 20'270'101;  // of the whole collection

// Requests a month at which one replica of Llama-3.1-8B on an L4 is full: measured, flat days, 600
// tokens in and 120 out.
constexpr double kFull = 11e6;
constexpr double kFullWithPrefixes = 1.7e6;  // on an H100, the shipped conversation trace
constexpr int kLeastMonths = 6;
constexpr double kSimulatedShare = 2.0 / 30;  // two typical days stand for a month

struct Week {
  std::vector<int> hour_of_day, day_of_week;
  double peak() const {  // busiest hour / mean hour
    const auto times_mean = [](const std::vector<int>& weights) {
      double sum = 0;
      for (const int weight : weights) {
        sum += weight;
      }
      return *std::max_element(weights.begin(), weights.end()) *
             static_cast<double>(weights.size()) / sum;
    };
    return times_mean(hour_of_day) * times_mean(day_of_week);
  }
};

// What a workload asks for, before it is known how much of it.
struct Asked {
  std::string arrivals;
  double work = 1;  // of a request, in those that kFull is of
};

class Author {
 public:
  Author(std::uint64_t number, const RandomScenarioOptions& options)
      : options_(options), dice_(sim::mix64(kSeed + number)) {}

  std::string growth_up() { return one_workload(percent(1, 6), usual_load()); }
  std::string growth_down() { return one_workload(-percent(1, 6), usual_load()); }
  std::string growth_zero() { return one_workload(0, usual_load()); }
  std::string saturating();
  std::string fleet_step();
  std::string several_workloads();
  std::string autoscaling();
  std::string prefixes();
  std::string sessions();
  std::string single_shot();

  std::string trace() const { return trace_; }

 private:
  double percent(double low, double high) { return low + (high - low) * dice_.uniform(); }
  double usual_load() { return 0.15 + 0.55 * dice_.uniform(); }
  Week week();
  Asked draws();
  Asked replayed();
  Asked chat() { return dice_.chance(0.7) ? draws() : replayed(); }
  int months_for(double requests_a_month);
  std::string header(int months) const;
  std::string workload(const std::string& name,
                       const std::string& deployment,
                       const Asked& asked,
                       double busiest,
                       double growth,
                       int months);
  std::string one_workload(double growth, double load);
  std::string on_l4(int replicas);
  double requests_at(double load, double full, const Week& week) const;
  // A month's, in the shortest horizon.
  double most_requests() const {
    return std::min(5e6, options_.most_simulated / (kLeastMonths * kSimulatedShare));
  }
  std::string conversations();

  const RandomScenarioOptions& options_;
  Dice dice_;
  Week week_ = week();
  std::string trace_;
};

Week Author::week() {
  static const std::vector<std::vector<int>> kDays = {
      std::vector<int>(24, 1),
      {2, 1, 1, 1, 1, 2, 3, 5, 7, 9, 10, 10, 10, 11, 12, 12, 12, 11, 10, 9, 8, 6, 4, 3},
      {2, 2, 2, 2, 3, 4, 6, 10, 14, 16, 14, 12, 10, 12, 15, 15, 13, 10, 6, 4, 3, 2, 2, 2},
      {5, 4, 3, 3, 3, 3, 4, 5, 6, 6, 6, 7, 7, 7, 7, 7, 8, 9, 10, 11, 11, 10, 8, 6}};
  static const std::vector<std::vector<int>> kWeeks = {{1, 1, 1, 1, 1, 1, 1},
                                                       {2, 2, 2, 2, 2, 1, 1}};
  return {dice_.pick(kDays), dice_.pick(kWeeks)};
}

Asked Author::draws() {
  const auto input = dice_.log_integer(200, 1500);
  const auto output = dice_.log_integer(60, 300);
  const auto lengths = [this](std::int64_t mean) {
    const auto median = static_cast<std::int64_t>(static_cast<double>(mean) * percent(0.45, 0.9));
    return fmt::format("{{mean: {} tokens, p50: {} tokens, max: {} tokens}}", mean, median,
                       8 * mean);
  };
  const double work =
      0.4 * static_cast<double>(input) / 600 + 0.6 * static_cast<double>(output) / 120;
  return {fmt::format("synthetic: {{interarrival_cv: {:.1f}, input_tokens: {}, output_tokens: {}}}",
                      dice_.chance(0.5) ? 1 : percent(1, 3), lengths(input), lengths(output)),
          work};
}

Asked Author::replayed() {
  return {fmt::format("trace: {{file: {}/traces/azure2023_conv.csv, format: azure}}",
                      options_.data_folder),
          1.8};
}

// As many as can be afforded.
int Author::months_for(double requests_a_month) {
  const double most = options_.most_simulated / (requests_a_month * kSimulatedShare);
  return std::max(kLeastMonths, static_cast<int>(std::min(percent(kLeastMonths, 24.99), most)));
}

std::string Author::header(int months) const {
  return fmt::format(
      "start: 2027-01\nhorizon: {} months\nsites: {{dc: {{electricity: 0.1 USD/kWh, pue: 1.3}}}}\n",
      months);
}

// `busiest`: requests of the busiest month, which is the first or the last.
std::string Author::workload(const std::string& name,
                             const std::string& deployment,
                             const Asked& asked,
                             double busiest,
                             double growth,
                             int months) {
  const double first =
      growth > 0 ? busiest / std::pow(1 + growth / 100, static_cast<double>(months - 1)) : busiest;
  return fmt::format(
      "  {}:\n    served_by: {}\n    arrivals: {{{}}}\n    demand: {{requests: {:.0f} "
      "requests/month, growth: {:.2f} %/month, hour_of_day: [{}], day_of_week: [{}]}}\n"
      "    slo: {{ttft: 2 s, tpot: 100 ms, target: 95 %}}\n",
      name, deployment, asked.arrivals, first, growth, fmt::join(week_.hour_of_day, ", "),
      fmt::join(week_.day_of_week, ", "));
}

// In the busiest month, when its busiest hour is to load the machines so much.
double Author::requests_at(double load, double full, const Week& week) const {
  return std::clamp(load * full / week.peak(), 0.3e6, most_requests());
}

std::string Author::on_l4(int replicas) {
  return fmt::format(
      "fleet: {{gpus: {{owned: {{server: l4-4, site: dc}}}}}}\n"
      "models: {{small: {{model: Llama-3.1-8B, weights: fp8}}}}\n"
      "serving:\n  chat: {{model: small, fleet: gpus, replicas: {}, max_batch: {}, token_budget: "
      "{}, router: {}}}\n",
      replicas, dice_.pick<int>({32, 64, 256}), dice_.pick<int>({512, 2048}),
      dice_.pick<std::string>({"round_robin", "least_outstanding", "power_of_two"}));
}

std::string Author::one_workload(double growth, double load) {
  const int replicas = dice_.pick<int>({1, 1, 2});
  const Asked asked = chat();
  const double busiest = requests_at(load, replicas * kFull / asked.work, week_);
  const int months = months_for(busiest);
  return header(months) + on_l4(replicas) + "workloads:\n" +
         workload("chat", "chat", asked, busiest, growth, months);
}

// Requests are long enough that fewer than 5 million of them a month are too many.
std::string Author::saturating() {
  const Asked asked{
      "synthetic: {input_tokens: {mean: 1500 tokens, p50: 900 tokens, max: 8000 "
      "tokens}, output_tokens: {mean: 300 tokens, p50: 200 tokens, max: 2000 "
      "tokens}}",
      2.5};
  const double busiest = requests_at(percent(1.1, 1.8), kFull / asked.work, week_);
  const int months = months_for(busiest);
  return header(months) + on_l4(1) + "workloads:\n" +
         workload("chat", "chat", asked, busiest, percent(3, 8), months);
}

// Other machines, with a workload of their own, come or go on the way.
std::string Author::fleet_step() {
  const Asked asked = chat();
  const double busiest = requests_at(usual_load(), kFull / asked.work, week_);
  const int months = months_for(1.5 * busiest);
  const auto step = static_cast<int>(dice_.between(2, months - 3));  // from 0
  std::string text = header(months) + on_l4(1);
  const std::string first = "site: dc}}";
  text.insert(
      text.find(first) + first.size(),
      fmt::format(", more: {{owned: {{server: l4-4, site: dc, {}: {}-{:02}}}}}",
                  dice_.chance(0.5) ? "in_service" : "retire", 2027 + step / 12, step % 12 + 1));
  return text + "  more: {model: small, fleet: more, replicas: 1}\nworkloads:\n" +
         workload("chat", "chat", asked, busiest, percent(1, 5), months) +
         workload("other", "more", draws(), busiest / 2, percent(0, 3), months);
}

std::string Author::several_workloads() {
  const int count = dice_.pick<int>({2, 3});
  const int replicas = dice_.pick<int>({1, 2});
  std::vector<Asked> asked;
  double work = 0;
  for (int i = 0; i < count; ++i) {
    asked.push_back(i == 0 ? chat() : draws());
    work = std::max(work, asked.back().work);
  }
  const double busiest = requests_at(usual_load(), replicas * kFull / work, week_);
  const int months = months_for(busiest);
  std::string text = header(months) + on_l4(replicas) + "workloads:\n";
  for (int i = 0; i < count; ++i) {
    text += workload(fmt::format("chat-{}", i), "chat", asked[static_cast<std::size_t>(i)],
                     std::max(0.1e6, busiest / count), percent(-3, 6), months);
  }
  return text;
}

std::string Author::autoscaling() {
  const Asked asked = chat();
  const double busiest = requests_at(usual_load(), 4 * kFull / asked.work, week_);
  const int months = months_for(busiest);
  return header(months) +
         fmt::format(
             "fleet: {{gpus: {{cloud: {{instance: AWS/us-east-1/g6.xlarge, count: 4}}}}}}\n"
             "models: {{small: {{model: Llama-3.1-8B, weights: fp8}}}}\n"
             "serving: {{chat: {{model: small, fleet: gpus, autoscaling: {{minimum: {}, target: "
             "{}}}}}}}\nworkloads:\n",
             dice_.pick<int>({1, 2}), dice_.pick<int>({4, 8, 16})) +
         workload("chat", "chat", asked, busiest, percent(-3, 5), months);
}

std::string Author::prefixes() {
  const Asked asked{
      fmt::format("trace: {{file: {}/traces/mooncake_conversation.jsonl, format: mooncake}}",
                  options_.data_folder)};
  const int replicas = dice_.pick<int>({1, 2});
  const double busiest = requests_at(usual_load(), replicas * kFullWithPrefixes, week_);
  const int months = months_for(2 * busiest);  // they take longer to simulate
  return header(months) +
         fmt::format(
             "fleet: {{gpus: {{owned: {{server: hgx-h100-8-2026, site: dc}}}}}}\n"
             "models: {{small: {{model: Llama-3.1-8B, weights: fp8}}}}\n"
             "serving: {{chat: {{model: small, fleet: gpus, replicas: {}, router: {}}}}}\n"
             "workloads:\n",
             replicas, dice_.pick<std::string>({"prefix_affinity", "least_outstanding"})) +
         workload("chat", "chat", asked, busiest, percent(-3, 5), months);
}

// Half an hour of conversations of one to five turns, each turn's prompt holding those before it.
std::string Author::conversations() {
  struct Turn {
    double at{};
    std::string row;
  };
  std::vector<Turn> turns;
  for (int session = 0; session < 400; ++session) {
    double at = percent(0, 1500);
    auto input = dice_.log_integer(100, 800);
    const auto count = dice_.between(1, 5);
    for (std::int64_t turn = 0; turn < count && at < 1800; ++turn) {
      const auto output = dice_.log_integer(30, 300);
      turns.push_back({at, fmt::format("{:.3f},{},{},s{}\n", at, input, output, session)});
      input += output + dice_.log_integer(20, 200);
      at += percent(20, 120);
    }
  }
  std::sort(turns.begin(), turns.end(), [](const Turn& a, const Turn& b) {
    return a.at < b.at;
  });
  std::string text = "arrival_s,input_tokens,output_tokens,session\n";
  for (const Turn& turn : turns) {
    text += turn.row;
  }
  return text;
}

std::string Author::sessions() {
  trace_ = conversations();
  const Asked asked{fmt::format("trace: {{file: {}, session_clients: true, think_time: {} s}}",
                                kRandomTrace, dice_.between(5, 60)),
                    1.2};
  const int replicas = dice_.pick<int>({1, 2});
  const double busiest = requests_at(usual_load(), replicas * kFull / asked.work, week_);
  const int months = months_for(busiest);
  return header(months) + on_l4(replicas) + "workloads:\n" +
         workload("chat", "chat", asked, busiest, percent(-3, 5), months);
}

std::string Author::single_shot() {
  const double busiest = percent(1, 6) * most_requests();  // they are fast to simulate
  const int months = months_for(busiest / 4);
  return header(months) +
         fmt::format(
             "fleet: {{boxes: {{owned: {{server: a10-2, site: dc}}}}}}\n"
             "models: {{eye: {{model: {}, weights: int8}}}}\n"
             "serving: {{images: {{model: eye, fleet: boxes, replicas: 1, max_batch: 16, "
             "token_budget: 16, batch_delay: {} ms, client_timeout: 2 s}}}}\nworkloads:\n",
             dice_.pick<std::string>({"ResNet-50", "BERT-base"}), dice_.between(1, 20)) +
         workload("images", "images",
                  {fmt::format("synthetic: {{interarrival_cv: {:.1f}, input_tokens: {{fixed: 1 "
                               "tokens}}, output_tokens: {{fixed: 1 tokens}}}}",
                               percent(1, 2))},
                  busiest, percent(-3, 5), months);
}

struct Family {
  const char* name;
  std::string (Author::*write)();
};
constexpr std::array kFamilies = {Family{"growth-up", &Author::growth_up},
                                  Family{"growth-down", &Author::growth_down},
                                  Family{"growth-zero", &Author::growth_zero},
                                  Family{"fleet-step", &Author::fleet_step},
                                  Family{"saturating", &Author::saturating},
                                  Family{"several-workloads", &Author::several_workloads},
                                  Family{"autoscaling", &Author::autoscaling},
                                  Family{"prefixes", &Author::prefixes},
                                  Family{"sessions", &Author::sessions},
                                  Family{"single-shot", &Author::single_shot}};

}  // namespace

RandomScenario random_scenario(std::uint64_t number, const RandomScenarioOptions& options) {
  const Family& family = kFamilies[number % kFamilies.size()];
  Author author(number, options);
  RandomScenario scenario;
  scenario.family = family.name;
  scenario.name = fmt::format("{}-{}", family.name, number / kFamilies.size() + 1);
  scenario.text = fmt::format("name: {}\n", scenario.name) + (author.*family.write)();
  scenario.trace = author.trace();
  return scenario;
}

}  // namespace costwright::testing
