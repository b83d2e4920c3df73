#pragma once
// The scenarios of tests/field/inputs: small cases in the form in which people have them, on which
// the program was once wrong. Right values come from outside: by hand, in closed form, published.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/study/small_runs.h"

namespace costwright::testing {

inline std::string field_input(const std::string& name) {
  return SOURCE_DIR "/tests/field/inputs/" + name;
}

// nullopt, with the text in `said`, when it is refused.
inline std::optional<Evaluation> field_run(const std::string& name,
                                           const std::vector<Override>& overrides = {},
                                           std::string* said = nullptr) {
  Diagnostics diagnostics;
  auto evaluation = evaluated(field_input(name), overrides, diagnostics);
  if (said != nullptr) {
    *said = diagnostics.text();
  } else {
    EXPECT_TRUE(evaluation) << diagnostics.text();
  }
  return evaluation;
}

}  // namespace costwright::testing
