#include "tests/cli/golden.h"

namespace costwright::testing {
namespace {

class WholeScenario : public GoldenTest {};

TEST_P(WholeScenario, PrintsWhatItsFileSays) {
  check();
}

INSTANTIATE_TEST_SUITE_P(Golden, WholeScenario, ::testing::ValuesIn(goldens(true)), test_name);

}  // namespace
}  // namespace costwright::testing
