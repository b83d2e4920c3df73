#include "tests/cli/golden.h"

namespace costwright::testing {
namespace {

class CommandLine : public GoldenTest {};

TEST_P(CommandLine, PrintsWhatItsFileSays) {
  check();
}

INSTANTIATE_TEST_SUITE_P(Golden, CommandLine, ::testing::ValuesIn(goldens(false)), test_name);

}  // namespace
}  // namespace costwright::testing
