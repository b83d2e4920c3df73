#include "tests/cli/golden.h"

namespace costwright {
namespace {

class CommandLine : public testing::CommandLine {};

TEST_P(CommandLine, PrintsWhatItsFileSays) {
  check();
}

INSTANTIATE_TEST_SUITE_P(Golden,
                         CommandLine,
                         ::testing::ValuesIn(testing::goldens(false)),
                         testing::test_name);

}  // namespace
}  // namespace costwright
