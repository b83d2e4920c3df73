#include "tests/study/effort/kept_promise.h"

namespace costwright::testing {
namespace {

INSTANTIATE_TEST_SUITE_P(OfTheLongest, KeptPromise, ::testing::Values(3, 9));

}  // namespace
}  // namespace costwright::testing
