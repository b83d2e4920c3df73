#include "study/inputs/moved_text.h"

#include "core/scenario/loaded.h"
#include "tests/study/small_runs.h"

namespace costwright::testing {
using namespace study;
namespace {

TEST(MovedText, FindsItsFilesFromTheOtherFolder) {
  const Folder folder;
  folder.write("a/data/trace.csv", "x\n");
  folder.write("a/prices.csv", "x\n");
  folder.write("b/deep/here", "");
  const std::string text =
      "# traces of Gr\u00fcn\n"
      "workloads: {\"W\u00f6rk\": {file: data/trace.csv}}  # kept\n"
      "catalog: [\"prices.csv\", missing.csv]\n"
      "name: a/b\n";
  EXPECT_EQ(moved_text(text, folder.path() + "/a", folder.path() + "/b/deep"),
            "# traces of Gr\u00fcn\n"
            "workloads: {\"W\u00f6rk\": {file: ../../a/data/trace.csv}}  # kept\n"
            "catalog: [\"../../a/prices.csv\", missing.csv]\n"
            "name: a/b\n");
  EXPECT_EQ(moved_text(text, folder.path() + "/a", folder.path() + "/a"), text);
  EXPECT_EQ(moved_text("a: [", folder.path(), "/tmp"), "a: [") << "no YAML";
}

// A copy of every shipped example can be read where it is saved.
TEST(MovedText, AnExampleCanBeReadWhereItIsSaved) {
  const Folder folder;
  for (const std::string name : {"support-chat", "vision-edge", "optimize-chat"}) {
    const std::string from = SOURCE_DIR "/scenarios/" + name;
    std::ifstream file(from + "/scenario.yaml");
    const std::string text(std::istreambuf_iterator<char>(file), {});
    const std::string copy = folder.write("copy.yaml", moved_text(text, from, folder.path()));
    Diagnostics diagnostics;
    auto loaded = read_scenario({copy}, diagnostics);
    ASSERT_TRUE(loaded.has_value()) << name << diagnostics.text();
    EXPECT_TRUE(check(Inputs(SOURCE_DIR "/data"), std::move(*loaded), diagnostics))
        << name << diagnostics.text();
  }
}

}  // namespace
}  // namespace costwright::testing
