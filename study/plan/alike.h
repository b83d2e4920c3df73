#pragma once
// Whether two scenarios have the same plan, told without planning.

namespace costwright {
struct LoadedScenario;
}

namespace costwright::study {

// Whether make_plan() reads the same from both, given the same catalogue and files. It may say no
// of two whose plans are equal after all, never yes of two that differ.
bool plans_alike(const LoadedScenario& a, const LoadedScenario& b);

}  // namespace costwright::study
