#pragma once
// Values that are allowed and yet are hardly meant: a warning says what the sources know. The
// bounds are wide on purpose; they catch a wrong unit or a slipped point, not a good or bad price.
// What needs the catalogue, prices ten times off its own, is in core/cost/run.cpp.
namespace costwright {

class Diagnostics;
struct LoadedScenario;

// To be called when everything else is in order.
void check_plausible(const LoadedScenario& loaded, Diagnostics& diagnostics);

}  // namespace costwright
