#include "tests/cli/golden.h"

namespace costwright {
namespace {

class WholeScenario : public testing::CommandLine {};

TEST_P(WholeScenario, PrintsWhatItsFileSays) {
  check();
}

INSTANTIATE_TEST_SUITE_P(Golden,
                         WholeScenario,
                         ::testing::ValuesIn(testing::goldens(true)),
                         testing::test_name);

}  // namespace
}  // namespace costwright
