// The largest files that are read at all, each filled with one piece of YAML.
#include <chrono>

#include <gtest/gtest.h>

#include "core/scenario/loaded.h"
#include "core/scenario/reader.h"

namespace costwright::testing {
namespace {

TEST(HostileYamlSlow, EveryFullSizedPieceEndsInADiagnostic) {
  for (const std::string part : {"&a ", "*a ", "!a ", "\"", "'", "|\n", "%", "\n", " ", "#", ": ",
                                 "a\n", "a,", "[],", "<<: ", "- a\n", "{a: [b]}\n", "? [a]\n"}) {
    const auto start = std::chrono::steady_clock::now();
    std::string text;
    while (text.size() + part.size() <= (4u << 20)) {
      text += part;
    }
    Diagnostics diagnostics;
    EXPECT_FALSE(load_scenario_text(text, "h.yaml", {}, diagnostics)) << part;
    EXPECT_TRUE(diagnostics.has_errors()) << part;
    EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), 10)
        << part;
  }
}

}  // namespace
}  // namespace costwright::testing
