#include "study/optimize/optimize.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <mutex>
#include <set>

#include "core/hash.h"
#include "core/policies.h"
#include "core/scenario/loaded.h"
#include "core/scenario/yaml/write.h"
#include "solve/solvers/baselines.h"
#include "solve/solvers/solvers.h"
#include "study/inputs/catalog_input.h"
#include "study/optimize/contributions.h"
#include "study/optimize/search_problem.h"

namespace costwright::study {
namespace {

constexpr std::uint64_t kMostRandom = 100;     // evaluations of the random baseline
constexpr std::uint64_t kMostUnbounded = 600;  // evaluations where nothing can be proven in time
constexpr std::uint64_t kJournalVersion = 1;   // of what a row holds and how figures are made

const solve::Solver* solver_named(const std::string& name, Diagnostics& diagnostics) {
  const solve::Solver* solver = solve::find_solver(name);
  if (solver == nullptr) {
    std::vector<std::string> names;
    for (const SolverChoice& known : solver_choices()) {
      names.push_back(known.name);
    }
    diagnostics.error({"--solver"}, fmt::format("there is no solver '{}'", name),
                      fmt::format("one of {}", fmt::join(names, ", ")));
  }
  return solver;
}

// All that figures of a search rest on; today's, priced idle, stand for the program's own rules.
std::uint64_t stands_for(const Choices& choices, const Evaluation& today) {
  return Hasher()
      .add(kJournalVersion)
      .add(choices.catalog().digest)
      .add(to_yaml(choices.tree().root))
      .add(encode(tried(today)))
      .value();
}

std::vector<MetricName> metrics_of(const std::vector<Objective>& objectives,
                                   const std::vector<Limit>& limits) {
  std::vector<MetricName> metrics;
  for (const Objective& objective : objectives) {
    metrics.push_back(objective.metric);
  }
  for (const Limit& limit : limits) {
    metrics.push_back(limit.metric);
  }
  return metrics;
}

// Today's values in place of "today". False, with an error, when today has no such figure.
bool fill_in(std::vector<Limit>& limits, const Tried& today, Diagnostics& diagnostics) {
  for (Limit& limit : limits) {
    const Figure* figure = find_figure(today, limit.metric);
    if (!limit.value && figure == nullptr) {
      diagnostics.error({"--subject-to"},
                        fmt::format("today has no {} to compare with", name_of(limit.metric)),
                        "state a value");
      return false;
    }
    limit.value = limit.value ? limit.value : figure->value;
  }
  return true;
}

// Hands over what is evaluated so far, never more often than that, and never for more than a tenth
// of the time.
class Watch {
 public:
  Watch(const TradeOffRecorder& recorder, std::function<void(TradeOff)> watch)
      : recorder_(recorder), watch_(std::move(watch)) {}

  void tell() {
    if (!watch_) {
      return;
    }
    const std::unique_lock lock(mutex_, std::try_to_lock);
    const auto now = Clock::now();
    if (!lock || now < next_) {
      return;  // somebody else does
    }
    watch_(recorder_.so_far());
    next_ = now + std::max<Clock::duration>(kEvery, 10 * (Clock::now() - now));
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::milliseconds kEvery{250};

  const TradeOffRecorder& recorder_;
  std::function<void(TradeOff)> watch_;
  std::mutex mutex_;  // of when it is told next
  Clock::time_point next_ = Clock::now();
};

double normal_below(double x) {
  return std::erfc(-x / std::sqrt(2.0)) / 2;
}

class Search {
 public:
  Search(const Inputs& inputs,
         std::shared_ptr<const Choices> choices,
         const OptimizeRequest& request,
         const OptimizeOptions& options,
         Diagnostics& diagnostics)
      : inputs_(inputs),
        request_(request),
        options_(options),
        diagnostics_(diagnostics),
        choices_(std::move(choices)) {}

  std::optional<Optimization> run() {
    const auto checked = check(inputs_, choices_->today(), diagnostics_);
    const solve::Solver* named =
        request_.solver == "auto" ? nullptr : solver_named(request_.solver, diagnostics_);
    if (!checked || diagnostics_.has_errors() || !begin(*checked)) {
      return std::nullopt;
    }
    const auto begin = std::chrono::steady_clock::now();
    bounds_ = std::make_unique<Bounds>(
        inputs_, *choices_, metrics_of(found_.objectives, found_.limits), options_.threads);
    const std::chrono::duration<double> preparing = std::chrono::steady_clock::now() - begin;
    evaluator_ = std::make_unique<Evaluator>(
        inputs_, *choices_, bounds_->axes_of_money(),
        Evaluator::Options{options_.threads, options_.remembered, journal_.get(),
                           request_.keeps_slo, options_.stop,
                           [this](const Choice& choice, Trial how, const Tried& tried) {
                             record(choice, how, tried);
                           }});
    const Choice as_written(choices_->axes().size(), 0);
    found_.today = candidate(as_written);
    if (!fill_in(found_.limits, found_.today.tried, diagnostics_)) {
      return std::nullopt;
    }
    problem_ = std::make_unique<SearchProblem>(*choices_, *bounds_, *evaluator_, aim());
    begin_record();
    search(named);
    count_seconds(preparing.count());
    return finished();
  }

 private:
  // False after an error.
  bool begin(const Evaluation& today) {
    found_.objectives = request_.objectives;
    found_.keeps_slo = request_.keeps_slo;
    found_.choices = choices_;
    found_.currency = choices_->today().scenario.currency;
    for (const std::string& text : request_.subject_to) {
      if (const auto limit = parse_limit(text, found_.currency, diagnostics_)) {
        found_.limits.push_back(*limit);
      }
    }
    if (!request_.journal.empty() && !diagnostics_.has_errors()) {
      journal_ = Journal::open(request_.journal, stands_for(*choices_, today), diagnostics_);
    }
    return !diagnostics_.has_errors();
  }

  void begin_record() {
    const TradeOff begun = study::begun(*choices_, aim());
    if (journal_ != nullptr) {
      keep_begun(*journal_, begun);
    }
    recorder_ = std::make_unique<TradeOffRecorder>(begun);
    watch_ = std::make_unique<Watch>(*recorder_, options_.watch);
    record(found_.today.choice, Trial::kReported, found_.today.tried);
  }

  void record(const Choice& choice, Trial how, const Tried& tried) {
    if (recorder_ != nullptr) {
      recorder_->add(choice, how, tried);
      watch_->tell();
    }
  }

  // With what it has found, also for who opens the journal later.
  void end_record() {
    std::vector<Choice> front;
    for (const Candidate& candidate : found_.front) {
      front.push_back(candidate.choice);
    }
    found_.record =
        recorder_->finished(front, found_.best ? std::optional(found_.best->choice) : std::nullopt,
                            status_text(found_));
    if (journal_ != nullptr) {
      keep_end(*journal_, found_.record);
    }
  }

  Aim aim() const { return {found_.objectives, found_.limits, request_.keeps_slo}; }

  Candidate candidate(const Choice& choice) {
    const Tried* tried = evaluator_->evaluate({choice}, Trial::kReported).front();
    return {choice, choices_->label(choice), *tried};
  }

  bool has_quick() const { return choices_->today().scenario.simulation.effort != Effort::kQuick; }

  solve::Options how() const {
    solve::Options how;
    how.seed = request_.seed;
    how.quick_first = has_quick();
    how.most_evaluations = request_.most_evaluations;
    how.start = {problem_->point_of(found_.today.choice)};
    how.reference = reference();
    how.progress = options_.progress;
    how.stop = options_.stop;
    return how;
  }

  // Twice as bad as today: a hypervolume is measured up to there. None where today lacks a figure.
  solve::Point reference() const {
    solve::Point worst;
    for (const Objective& objective : found_.objectives) {
      const Figure* today = find_figure(found_.today.tried, objective.metric);
      if (today == nullptr) {
        return {};
      }
      worst.push_back(minimised(objective, today->value) + std::abs(today->value));
    }
    return worst;
  }

  void search(const solve::Solver* named) {
    const solve::Problem problem = problem_->problem(Trial::kStandard);
    const bool is_open = named == nullptr && cannot_be_bounded(problem);
    const solve::Solver& solver = named != nullptr ? *named
                                  : is_open        ? *solve::find_solver("nsga2")
                                                   : solve::automatic_solver(problem);
    solve::Options how = this->how();
    if (is_open && how.most_evaluations == 0) {
      how.most_evaluations = kMostUnbounded;
    }
    found_.solver = std::string(solver.name);
    found_.summary = solver.run(problem, how);
  }

  // Of an objective that has no bound nothing is known without simulating: then every plan that may
  // serve its demand would have to be tried.
  bool cannot_be_bounded(const solve::Problem& problem) const {
    const bool has_all = std::all_of(found_.objectives.begin(), found_.objectives.end(),
                                     [](const Objective& objective) {
                                       return is_bounded(*objective.metric.metric);
                                     });
    return !has_all &&
           solve::count_of_points(problem).value_or(solve::kFewPoints + 1) > solve::kFewPoints;
  }

  void count_seconds(double preparing) {
    const solve::Summary& summary = found_.summary;
    found_.seconds = preparing + summary.seconds;
    found_.own_share = found_.seconds > 0 ? 1 - summary.evaluating_seconds / found_.seconds : 0;
  }

  std::optional<Optimization> finished() {
    evaluator_->go_on();  // a search that was stopped is reported all the same
    report_all();
    for (const solve::Candidate& on_front : found_.summary.front) {
      found_.front.push_back(candidate(problem_->choice_of(on_front.point)));
    }
    if (found_.summary.best) {
      found_.best = candidate(problem_->choice_of(found_.summary.best->point));
      compare_with_runner_up();
      count_bounds();
    }
    if (!options_.stop.stop_requested()) {
      add_baselines();
      explain();
    }
    end_record();
    found_.taken = evaluator_->taken();
    found_.taken.cut_short = journal_ != nullptr ? static_cast<int>(journal_->cut_short()) : 0;
    return std::move(found_);
  }

  // Of all that is named at once: on all cores.
  void report_all() {
    std::set<Choice> named;
    for (const solve::Candidate& on_front : found_.summary.front) {
      named.insert(problem_->choice_of(on_front.point));
    }
    if (found_.summary.best) {
      named.insert(problem_->choice_of(found_.summary.best->point));
    }
    evaluator_->evaluate({named.begin(), named.end()}, Trial::kReported);
  }

  double first_objective(const Tried& tried) const {
    const Objective& first = found_.objectives.front();
    return minimised(first, find_figure(tried, first.metric)->value);
  }

  void compare_with_runner_up() {
    for (const auto& [choice, tried] : evaluator_->all(Trial::kStandard)) {
      const bool is_other = choice != found_.best->choice && is_kept(aim(), tried);
      if (is_other && (!found_.runner_up ||
                       first_objective(tried) < first_objective(found_.runner_up->tried))) {
        found_.runner_up = Candidate{choice, choices_->label(choice), tried};
      }
    }
    if (found_.runner_up && found_.objectives.size() == 1) {
      found_.runner_up = candidate(found_.runner_up->choice);
      found_.probability = probability_of_being_better();
    }
  }

  // The difference at both ends of the speed, which the two have in common, is its 90 % interval.
  double probability_of_being_better() const {
    constexpr double kNinetyPercent = 1.6449;  // standard deviations
    const Objective& first = found_.objectives.front();
    const Figure& mine = *find_figure(found_.best->tried, first.metric);
    const Figure& other = *find_figure(found_.runner_up->tried, first.metric);
    const double sign = first.is_maximised ? -1 : 1;
    const double less = sign * (other.value - mine.value);
    const double spread = std::max(std::abs(sign * (other.fast - mine.fast) - less),
                                   std::abs(sign * (other.slow - mine.slow) - less)) /
                          kNinetyPercent;
    return spread > 0 ? normal_below(less / spread) : less > 0 ? 1 : 0.5;
  }

  void count_bounds() {
    found_.plans = 1;
    for (std::size_t a = 0; a < choices_->axes().size(); ++a) {
      found_.plans *=
          bounds_->axes_of_money()[a] ? 1 : static_cast<double>(choices_->axes()[a].options.size());
    }
    if (found_.objectives.size() == 1 && is_bounded(*found_.objectives.front().metric.metric)) {
      found_.bound_below = bounds_->plans_below(
          found_.objectives.front().metric,
          find_figure(found_.best->tried, found_.objectives.front().metric)->value);
    }
  }

  // In quick simulations; what each has found, at the scenario's own effort.
  void add_baselines() {
    add_baseline("today", solve::Summary{.best = solve::Candidate{
                                             problem_->point_of(found_.today.choice), {}, {}}});
    if (!request_.has_baselines) {
      return;
    }
    const solve::Problem quick = problem_->problem(Trial::kQuick);
    solve::Options how = this->how();
    how.progress = {};
    how.quick_first = false;
    add_baseline("best single strategy", solve::best_single(quick, how));
    add_baseline("greedy", solve::greedy(quick, how));
    const std::uint64_t evaluated =
        found_.summary.evaluations.quick + found_.summary.evaluations.standard;
    how.most_evaluations = std::clamp<std::uint64_t>(evaluated, 1, kMostRandom);
    add_baseline(fmt::format("random, {} evaluations", how.most_evaluations),
                 solve::random_search(quick, how));
  }

  void add_baseline(const std::string& name, const solve::Summary& summary) {
    Baseline baseline{name, std::nullopt, summary.evaluations.quick + summary.evaluations.standard};
    if (summary.best) {
      Candidate best = candidate(problem_->choice_of(summary.best->point));
      if (is_kept(aim(), best.tried)) {
        baseline.best = std::move(best);
      }
    }
    found_.baselines.push_back(std::move(baseline));
  }

  void explain() {
    if (!found_.best) {
      return;
    }
    const Explanation explained = explain_choice(*choices_, *evaluator_, bounds_->axes_of_money(),
                                                 found_.objectives.front(), found_.best->choice);
    found_.contributions = explained.contributions;
    found_.interactions = explained.interactions;
    found_.explained = explained.how;
  }

  const Inputs& inputs_;
  const OptimizeRequest& request_;
  const OptimizeOptions& options_;
  Diagnostics& diagnostics_;
  std::shared_ptr<const Choices> choices_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<Bounds> bounds_;
  std::unique_ptr<Evaluator> evaluator_;
  std::unique_ptr<SearchProblem> problem_;
  std::unique_ptr<TradeOffRecorder> recorder_;
  std::unique_ptr<Watch> watch_;
  Optimization found_;
};

}  // namespace

std::vector<SolverChoice> solver_choices() {
  std::vector<SolverChoice> choices{
      {"auto", fmt::format("what suits the problem: branch-and-bound where the objectives have "
                           "bounds (money, accuracy), nsga2 with {} evaluations beyond {} "
                           "combinations where one has none (latencies)",
                           kMostUnbounded, solve::kFewPoints)}};
  for (const solve::Solver& solver : solve::solvers()) {
    choices.push_back({std::string(solver.name), std::string(solver.doc)});
  }
  return choices;
}

std::optional<Optimization> optimize(const Inputs& inputs,
                                     const ScenarioSource& source,
                                     const OptimizeRequest& request,
                                     const OptimizeOptions& options,
                                     Diagnostics& diagnostics) {
  require(!request.objectives.empty(), "nothing is sought");
  auto choices = Choices::read(inputs, source, diagnostics);
  if (!choices) {
    return std::nullopt;
  }
  return Search(inputs, std::make_shared<const Choices>(std::move(*choices)), request, options,
                diagnostics)
      .run();
}

std::optional<Explanation> explain(const Inputs& inputs,
                                   const TradeOff& record,
                                   std::size_t point,
                                   const OptimizeOptions& options,
                                   Diagnostics& diagnostics) {
  const auto choices = choices_of(inputs, record, diagnostics);
  if (!choices) {
    return std::nullopt;
  }
  const Objective& first = record.aim.objectives.front();
  const Bounds bounds(inputs, *choices, {first.metric}, options.threads);
  Evaluator evaluator(
      inputs, *choices, bounds.axes_of_money(),
      {options.threads, options.remembered, nullptr, record.aim.keeps_slo, options.stop, {}});
  return explain_choice(*choices, evaluator, bounds.axes_of_money(), first, record.choices[point]);
}

}  // namespace costwright::study
