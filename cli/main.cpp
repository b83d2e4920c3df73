#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <functional>
#include <map>

#include <fmt/format.h>

#include "cli/command.h"
#include "core/policies.h"
#include "study/optimize/optimize.h"
#include "study/seek/goal_seek.h"

namespace costwright::cli {
namespace {

// An empty name, as of a shell variable that is not set, would mean the root folder.
CLI::Validator named_folder() {
  return CLI::Validator(
      [](const std::string& name) {
        return name.empty() ? std::string("name a folder, e.g. `reports` or `.`") : std::string();
      },
      "");
}

// A pipe or disk that did not take the whole answer must not look like success.
int finished(int code) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) {
    return code;
  }
  std::fputs("costwright: the output could not be written\n", stderr);
  return code == kDone ? kFailed : code;
}

// The choices of an option with what each means, one a line.
template <class E>
std::vector<std::string> names_of() {
  return {enum_names<E>().begin(), enum_names<E>().end()};
}

template <class E>
std::string choices_text() {
  std::string text;
  for (std::size_t i = 0; i < enum_names<E>().size(); ++i) {
    text += fmt::format("{}{}: {}", i == 0 ? "" : "\n", enum_names<E>()[i], enum_docs<E>()[i]);
  }
  return text;
}

void add_changes(CLI::App& verb, Options& options) {
  verb.add_option("--set", options.set,
                  "Override a field, e.g. --set 'finance.discount_rate=7 %/year'; PATH*=1.2 and "
                  "PATH+=20 % change what it has by a share and keep its unit (repeatable)")
      ->allow_extra_args(false)
      ->type_name("PATH=VALUE");
  verb.add_option("--seed", options.seed, "Same as --set seed=N");
  verb.add_option("--effort", options.effort, choices_text<Effort>())
      ->check(CLI::IsMember(names_of<Effort>()));
}

void add_scenario_options(CLI::App& verb, Options& options) {
  verb.add_option("scenario", options.scenario, "Scenario file (YAML)")->required();
  add_changes(verb, options);
  verb.add_option("--variant", options.variant, "One of the file's variants, before --set");
}

void add_dialect(CLI::App& verb, Options& options) {
  verb.add_option("--csv-dialect", options.csv_dialect,
                  "Of the tables of -o: plain (comma, decimal point) or de (semicolon, decimal "
                  "comma)")
      ->check(CLI::IsMember({"plain", "de"}));
}

void add_evaluation_options(CLI::App& verb, Options& options) {
  verb.add_option("--threads", options.threads,
                  "Worker threads (default: one per core); results do not depend on it")
      ->check(CLI::Range(1, 1024));
  verb.add_flag("--json", options.json, "Print every table as JSON instead of text");
  verb.add_flag("--no-cache", options.no_cache, "Neither read nor write remembered simulations");
}

CLI::App* add_run(CLI::App& app, Options& options) {
  auto* verb =
      app.add_subcommand("run", "Simulate and price a scenario; print the answer")->group("Verbs");
  add_scenario_options(*verb, options);
  verb->add_option("-o,--output", options.output,
                   "Write summary, monthly, ledger, latency, utilisation and provenance CSV here")
      ->type_name("DIR")
      ->check(named_folder());
  add_dialect(*verb, options);
  add_evaluation_options(*verb, options);
  return verb;
}

CLI::App* add_compare(CLI::App& app, Options& options) {
  auto* verb = app.add_subcommand(
      "compare", "Alternatives side by side, with the range of each difference, and what makes it");
  verb->group("Verbs");
  verb->add_option("scenarios", options.scenarios,
                   "Scenario files, the baseline first; or one file: its base against its variants")
      ->required();
  verb->add_option("--variants", options.variants,
                   "Of one file, these columns in this order; 'base' is the file as written")
      ->delimiter(',')
      ->check([](const std::string& name) {
        return name.empty() ? std::string("name a variant") : std::string();
      })
      ->allow_extra_args(false)
      ->type_name("NAME,...");
  add_changes(*verb, options);
  verb->add_option(
          "--bridge", options.bridge,
          "Explain the difference of a metric, e.g. tco, npv or 'cash_by_category[cloud]': "
          "a bar a changed input, with its ledger lines")
      ->type_name("METRIC");
  verb->add_flag("--shapley", options.shapley,
                 "Bars as the mean over every order of the inputs, not in the file's order");
  verb->add_option("--group", options.groups,
                   "What differs below this path is one input of the bridge (repeatable)")
      ->allow_extra_args(false)
      ->type_name("PATH");
  verb->add_option("-o,--output", options.output,
                   "Write compare, verdict, faults, leads and the bridge as CSV here")
      ->type_name("DIR")
      ->check(named_folder());
  add_dialect(*verb, options);
  add_evaluation_options(*verb, options);
  verb->footer(R"(--set of one column: its name or number and a colon before the path.

Examples:
  costwright compare own.yaml rent.yaml
  costwright compare scenario.yaml --variants base,rent --bridge tco
  costwright compare a.yaml a.yaml --set '2:finance.discount_rate=12 %/year')");
  return verb;
}

void add_varied(CLI::App& verb, Options& options) {
  verb.add_option("--vary", options.vary, "The field, e.g. fleet.h100.owned.count")
      ->required()
      ->type_name("PATH");
  verb.add_option("--from", options.from, "Least value that is looked at, with its unit")
      ->type_name("VALUE");
  verb.add_option("--to", options.to, "Greatest value that is looked at")->type_name("VALUE");
}

CLI::App* add_goalseek(CLI::App& app, Options& options) {
  auto* verb = app.add_subcommand("goalseek",
                                  "Which value of a field gives a metric the value that is wanted");
  verb->group("Verbs");
  add_scenario_options(*verb, options);
  add_varied(*verb, options);
  verb->add_option("--so-that", options.so_that, "The goal, e.g. 'tco = 3 M USD'")
      ->required()
      ->type_name("GOAL");
  verb->add_option("--against", options.against,
                   "Break-even: --so-that names a metric alone, which is to be that of this "
                   "variant or of 'base', the file as written")
      ->type_name("VARIANT");
  options.points = study::kSeekPoints;
  verb->add_option("--points", options.points, "Values looked at before refining")
      ->capture_default_str()
      ->check(CLI::Range(2, study::kMostSeekPoints));
  add_evaluation_options(*verb, options);
  verb->footer(R"(Without --from and --to: from a quarter of the field's value to four times it.

Examples:
  costwright goalseek S.yaml --vary fleet.h100.owned.price --so-that 'tco = 3 M USD'
  costwright goalseek S.yaml --vary fleet.h100.owned.count --so-that 'slo_attainment[chat] = 99 %'
  costwright goalseek S.yaml --vary fleet.h100.owned.price --so-that tco --against rent)");
  return verb;
}

CLI::App* add_size(CLI::App& app, Options& options) {
  auto* verb = app.add_subcommand(
      "size", "The fewest machines that meet every SLO in every month, and month by month");
  verb->group("Verbs");
  add_scenario_options(*verb, options);
  add_varied(*verb, options);
  add_evaluation_options(*verb, options);
  verb->footer(R"(Without --to: up to 16 times what the scenario has.

Example:
  costwright size S.yaml --vary fleet.h100.owned.count)");
  return verb;
}

CLI::App* add_optimize(CLI::App& app, Options& options) {
  auto* verb = app.add_subcommand(
      "optimize", "The best combination of the scenario's strategies, and how good it is");
  verb->group("Verbs");
  add_scenario_options(*verb, options);
  const auto add_objective = [&](const char* name, bool is_maximised, const char* doc) {
    verb->add_option_function<std::vector<std::string>>(
            name,
            [&options, is_maximised](const std::vector<std::string>& metrics) {
              for (const std::string& metric : metrics) {
                options.objectives.emplace_back(metric, is_maximised);
              }
            },
            doc)
        ->trigger_on_parse()
        ->allow_extra_args(false)
        ->type_name("METRIC");
  };
  add_objective("--minimize", false, "A metric that is to be small (default: tco; repeatable)");
  add_objective("--maximize", true, "A metric that is to be great (repeatable)");
  verb->add_option("--subject-to", options.limits,
                   "A limit to keep, e.g. 'ttft_p95 <= 1 s' or 'accuracy >= today' (repeatable)")
      ->allow_extra_args(false)
      ->type_name("LIMIT");
  std::vector<std::string> solvers;
  std::string doc;
  for (const study::SolverChoice& solver : study::solver_choices()) {
    solvers.push_back(solver.name);
    doc += fmt::format("{}{}: {}", doc.empty() ? "" : "\n", solver.name, solver.doc);
  }
  verb->add_option("--solver", options.solver, doc)->check(CLI::IsMember(solvers));
  verb->add_option("--search-seed", options.search_seed, "Of what a heuristic draws")
      ->check(CLI::NonNegativeNumber);
  verb->add_option("--evaluations", options.evaluations,
                   "Combinations that may be evaluated (default: as many as it takes)")
      ->check(CLI::NonNegativeNumber);
  verb->add_flag("--any-slo", options.any_slo,
                 "Also combinations that miss an SLO or cannot serve their demand");
  verb->add_flag("--no-baselines", options.no_baselines,
                 "Leave out the simpler ways beside it (best single, greedy, random)");
  verb->add_option(
          "-o,--output", options.output,
          "Write front, tried, baselines, contributions and interactions as CSV, a picture "
          "and each point of the front as a scenario here; a search that was ended goes on "
          "from the journal in it")
      ->type_name("DIR")
      ->check(named_folder());
  add_evaluation_options(*verb, options);
  verb->footer(R"(Ctrl-C ends the search with the best so far.

Examples:
  costwright optimize S.yaml --minimize tco --subject-to 'accuracy >= today'
  costwright optimize S.yaml --minimize tco --maximize accuracy --minimize 'e2e_p95[chat]' -o found)");
  return verb;
}

CLI::App* add_purchase(CLI::App& app, Options& options) {
  auto* verb = app.add_subcommand(
      "purchase", "Which machines to buy, to reserve and to rent by the month, and when");
  verb->group("Verbs");
  add_scenario_options(*verb, options);
  verb->add_option(
          "--axis", options.axis,
          "The axis of `strategies` whose options are the machines (default: the only one)")
      ->type_name("NAME");
  verb->add_option_function<std::string>(
          "--minimize",
          [&options](const std::string& metric) {
            options.objectives = {{metric, false}};
          },
          "tco (default), gross_cash, pv_cost or expense_total")
      ->type_name("METRIC");
  verb->add_option("--most", options.most,
                   "Most machines of an option at a time, e.g. 'own=4' (repeatable)")
      ->allow_extra_args(false)
      ->type_name("OPTION=COUNT");
  verb->add_option("--budget", options.budget,
                   "Most cash for machines in a month, e.g. '500000 USD'")
      ->type_name("MONEY");
  verb->add_option("--power", options.kilowatts,
                   "Most IT power for machines of the mix at a site, e.g. 'ashburn=40 kW' "
                   "(repeatable; default: what is reserved there)")
      ->allow_extra_args(false)
      ->type_name("SITE=POWER");
  verb->add_option("-o,--output", options.output,
                   "Write purchases, months and machines as CSV and the scenario with the mix here")
      ->type_name("DIR")
      ->check(named_folder());
  add_evaluation_options(*verb, options);
  verb->footer(R"(Each option is a machine, without `count`; all are of one kind:
  strategies:
    machines:
      strategy: buy-or-rent
      of: fleet.gpus
      as_written: false
      choices:
        own: {owned: {server: hgx-h100-8, site: ashburn}}
        on demand: {cloud: {instance: GCP/us-central1/a3-highgpu-8g}}
A savings plan is an option as a bundle (then the machines are bundles, too; see
scenarios/hybrid-purchase/by-the-hour.yaml); how many times its commitment is found:
        plan: {set: {savings_plans.saver: {commitment: 20 USD/h, term: 12 months,
                                           covers: {gpus: {discount: 20 %}}}}}

Example:
  costwright purchase S.yaml --most own=4 -o mix)");
  return verb;
}

CLI::App* add_check(CLI::App& app, Options& options) {
  auto* verb =
      app.add_subcommand("check", "Check a scenario without simulating it")->group("Verbs");
  add_scenario_options(*verb, options);
  verb->add_flag("--explain-defaults", options.explain_defaults,
                 "List every default that the scenario relies on");
  return verb;
}

CLI::App* add_schema(CLI::App& app, Options& options) {
  auto* verb =
      app.add_subcommand("schema", "Print the JSON Schema of scenario files")->group("Verbs");
  verb->add_flag("--reference", options.reference, "Print the reference page (Markdown) instead");
  return verb;
}

CLI::App* add_catalog(CLI::App& app, Options& options) {
  auto* verb = app.add_subcommand("catalog", "Print a table of the catalogue with its sources")
                   ->group("Verbs");
  verb->add_option("table", options.table, "Table to print; leave it out to see which there are");
  verb->add_option("--filter", options.filter, "Only rows that contain this text (any case)");
  verb->add_flag("--columns", options.columns,
                 "List the table's columns: what a CSV of your own may fill");
  verb->add_option("--add", options.catalog_files, "Your own CSV on top (repeatable)")
      ->allow_extra_args(false)
      ->type_name("CSV");
  return verb;
}

CLI::App* add_trace(CLI::App& app, Options& options) {
  auto* verb =
      app.add_subcommand("trace", "Print the statistics of a request trace")->group("Verbs");
  verb->add_option("file", options.file, "Trace file")->required();
  verb->add_option("--format", options.reading.format, choices_text<TraceFormat>())
      ->check(CLI::IsMember(names_of<TraceFormat>()));
  verb->add_option("--tolerate", options.reading.bad_row_tolerance,
                   "Bad rows to skip and count instead of stopping")
      ->check(CLI::NonNegativeNumber);
  verb->add_option("--block-tokens", options.reading.block_tokens,
                   "Tokens that a hash of a Mooncake trace stands for (else the rows tell)")
      ->check(CLI::Range(16, 65536));
  verb->add_option("--timestamps", options.reading.timestamps,
                   "Unit of times that are numbers: s, ms, us, ns, excel (else what they look "
                   "like; ms in a Mooncake trace)")
      ->check(CLI::IsMember({"s", "ms", "us", "ns", "excel"}));
  verb->add_option("--columns", options.reading.columns,
                   "Columns or JSON keys by name: arrival=ts,input_tokens=prompt_tokens,...")
      ->delimiter(',');
  verb->add_option("--from", options.reading.from,
                   "Where the part of a long trace that is read begins, after its first request")
      ->type_name("DURATION");
  verb->add_option("--length", options.reading.length,
                   "How long that part is (else to the end, at most 31 days)")
      ->type_name("DURATION");
  verb->add_flag("--json", options.json, "Print JSON instead of text");
  return verb;
}

CLI::App* add_validate(CLI::App& app, Options& options) {
  auto* verb = app.add_subcommand(
      "validate", "Predict published measurements and print how far off the models are");
  verb->group("Verbs");
  verb->add_option("--table", options.table, "Only this table, e.g. inference_throughput");
  verb->add_option("--data", options.data, "Folder with CSV files of the same columns")
      ->type_name("DIR")
      ->check(named_folder());
  verb->add_flag("--leave-one-out", options.leave_one_out,
                 "Predict each model with factors and constants fitted without it (takes minutes)");
  verb->add_option("--against", options.against,
                   "Fail when a median error is above that of this scores.csv by more than a tenth")
      ->type_name("CSV");
  verb->add_option("-o,--output", options.output,
                   "Write validate.csv, scores.csv, coverage.csv, scatter.svg here")
      ->type_name("DIR")
      ->check(named_folder());
  verb->add_option("--threads", options.threads, "Worker threads (default: one per core)")
      ->check(CLI::Range(1, 1024));
  verb->add_flag("--json", options.json, "Print the scores as JSON instead of text");
  return verb;
}

// What clients do not write.
void add_measured(CLI::App& verb, study::MeasuredSystem& measured) {
  verb.add_option("--model", measured.model, "Model that was measured, as the catalogue has it");
  verb.add_option("--accelerator", measured.accelerator, "Accelerator, e.g. h100-sxm");
  verb.add_option("--engine", measured.engine, "Serving engine, e.g. vllm");
  verb.add_option("--precision", measured.precision, "Of the weights, e.g. bf16 or fp8");
  verb.add_option("--tensor-parallel", measured.tensor_parallel, "Devices of a replica")
      ->check(CLI::Range(1, 1024));
  verb.add_option("--devices", measured.devices, "Of all replicas (default: of one)")
      ->check(CLI::Range(1, 65536));
  auto* concurrency = verb.add_option("--concurrency", measured.concurrency,
                                      "Clients, each of which waits for its answer")
                          ->check(CLI::PositiveNumber);
  verb.add_option("--request-rate", measured.request_rate, "Requests/s, or this")
      ->check(CLI::PositiveNumber)
      ->excludes(concurrency);
}

CLI::App* add_calibrate(CLI::App& app, Options& options) {
  auto* verb = app.add_subcommand("calibrate",
                                  "Fit the factors of serving, power or training to measurements")
                   ->group("Verbs");
  verb->add_option(
          "measurements", options.files,
          "What a benchmark client wrote, one or more files: JSON of `vllm bench serve`, "
          "JSONL of sglang.bench_serving, CSV of AIPerf or GenAI-Perf, JSON of InferenceX. "
          "Or one CSV with the columns of data/reference/inference_throughput.csv "
          "(serving), energy.csv (power) or training_cost.csv (training)")
      ->required();
  add_measured(*verb, options.measured);
  verb->add_option(
          "-o,--output", options.output,
          "Write the factors (for a scenario's `catalog`), residuals.csv and error.csv here")
      ->type_name("DIR")
      ->check(named_folder());
  verb->add_option("--threads", options.threads, "Worker threads (default: one per core)")
      ->check(CLI::Range(1, 1024));
  verb->add_flag("--json", options.json, "Print JSON instead of text");
  return verb;
}

int dispatch(int argc, char** argv) {
  CLI::App app{"Costwright: what an AI system costs, why, and what to change", "costwright"};
  app.set_version_flag("--version", std::string("costwright ") + COSTWRIGHT_VERSION);
  app.require_subcommand(1);
  Options options;
  options.program = "/proc/self/exe";
  using Verb = int (*)(const Options&);
  const std::vector<std::pair<CLI::App*, Verb>> verbs{
      {add_run(app, options), run},           {add_check(app, options), check},
      {add_compare(app, options), compare},   {add_goalseek(app, options), goalseek},
      {add_size(app, options), size},         {add_optimize(app, options), optimize},
      {add_purchase(app, options), purchase}, {add_schema(app, options), schema},
      {add_catalog(app, options), catalog},   {add_trace(app, options), trace},
      {add_validate(app, options), validate}, {add_calibrate(app, options), calibrate}};
  app.get_formatter()->label("SUBCOMMAND", "VERB");
  const auto named = [&](const auto& verb) {
    return verb.first->get_name() == argv[1];
  };
  const bool known =
      argc > 1 && (argv[1][0] == '-' || std::any_of(verbs.begin(), verbs.end(), named));
  if (!known) {
    const std::string wrong =
        argc > 1 ? "unknown verb '" + std::string(argv[1]) + "'" : "a verb is missing";
    std::fprintf(stderr,
                 "costwright: %s; verbs: run, check, compare, goalseek, size, optimize, purchase, "
                 "schema, catalog, trace, validate, calibrate (see --help)\n",
                 wrong.c_str());
    return kWrongInput;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kWrongInput;
  }
  for (const auto& [verb, command] : verbs) {
    if (verb->parsed()) {
      return finished(command(options));
    }
  }
  return kFailed;
}

}  // namespace
}  // namespace costwright::cli

int main(int argc, char** argv) {
  try {
    return costwright::cli::dispatch(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "costwright: internal error: %s\n", error.what());
    return costwright::cli::kFailed;
  }
}
