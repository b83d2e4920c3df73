#pragma once
// What the verbs that evaluate scenarios have in common.
#include <optional>
#include <string>

#include "cli/command.h"
#include "core/table/csv.h"
#include "study/study.h"

namespace costwright::cli {

// --set and --seed. False with an error when one is not of their form.
bool add_overrides(const Options& options, study::ScenarioSource& source, Diagnostics& diagnostics);

// Nullopt, and told on stderr, when there is none.
std::optional<std::string> data_folder(const Options& options);

// What --csv-dialect names.
CsvDialect dialect_of(const Options& options);

// The scenario that the options name, with their changes.
std::optional<LoadedScenario> scenario_of(const Options& options, Diagnostics& diagnostics);

// What was said of one of several scenarios. Each needs diagnostics of its own while it is read:
// what another has said already does not count again.
void add(const Diagnostics& said, Diagnostics& all);

// All of them on stderr, and how many errors there are.
void print_diagnostics(const Diagnostics& diagnostics);

}  // namespace costwright::cli
