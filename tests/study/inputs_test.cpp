// Files are read once, and a change on disk is noticed.
#include "study/inputs/inputs.h"

#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

TEST(Inputs, ReadEachFileOnceAndSayAgainWhatWasWrongWithIt) {
  const Folder folder;
  const std::string bad = folder.write("bad.csv", "no,trace\n1,2\n");
  const Inputs inputs(SOURCE_DIR "/data");
  Diagnostics first;
  Diagnostics second;
  EXPECT_EQ(inputs.trace(bad, {}, first), nullptr);
  EXPECT_EQ(inputs.trace(bad, {}, second), nullptr);
  EXPECT_TRUE(first.has_errors());
  EXPECT_EQ(first.text(), second.text());
  EXPECT_EQ(inputs.files_read(), 1);
  Diagnostics diagnostics;
  const std::string good = folder.write("good.csv", session_trace());
  const auto trace = inputs.trace(good, {}, diagnostics);
  ASSERT_NE(trace, nullptr) << diagnostics.text();
  EXPECT_EQ(inputs.trace(good, {}, diagnostics), trace) << "the same object";
}

TEST(Inputs, NoticeThatAFileHasChanged) {
  const Folder folder;
  const std::string file = folder.write("trace.csv", session_trace());
  Diagnostics diagnostics;
  const Inputs inputs(SOURCE_DIR "/data");
  ASSERT_NE(inputs.trace(file, {}, diagnostics), nullptr);
  EXPECT_TRUE(inputs.is_current());
  folder.write("trace.csv", session_trace() + "601.5,1,1,long,s1\n");
  EXPECT_FALSE(inputs.is_current());
}

// A client of a ServeGen folder edited in place leaves the folder's own time as it was.
TEST(Inputs, NoticeThatAFileInAFolderHasChanged) {
  const Folder folder;
  folder.write("clients/chunk-0-trace.csv", "0,1,1,Gamma\n");
  const Inputs inputs(SOURCE_DIR "/data");
  Diagnostics ignored;
  inputs.servegen(folder.path() + "/clients", ignored);
  EXPECT_TRUE(inputs.is_current());
  folder.write("clients/chunk-0-trace.csv", "0,1,1,Gamma\n600,2,1,Gamma\n");
  EXPECT_FALSE(inputs.is_current());
}

}  // namespace
}  // namespace costwright::testing
