// Files that want to hurt: each ends in a diagnostic, fast.
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>

#include <gtest/gtest.h>

#include "core/scenario/loaded.h"
#include "core/scenario/reader.h"
#include "core/scenario/yaml/yaml.h"
#include "tests/core/scenario_full.h"

namespace costwright::testing {
namespace {

std::string diagnostics_of(const std::string& text) {
  Diagnostics diagnostics;
  const auto loaded = load_scenario_text(text, "h.yaml", {}, diagnostics);
  EXPECT_EQ(loaded.has_value(), !diagnostics.has_errors());
  return diagnostics.text();
}

std::string repeat(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) {
    out += text;
  }
  return out;
}

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

TEST(HostileYaml, NulByteHasItsPlace) {
  EXPECT_EQ(diagnostics_of(std::string("name: x\nab: \0c\n", 15)),
            "h.yaml:2:5: error: a NUL byte; this is not a text file\n");
}

TEST(HostileYaml, ControlCharacterHasItsPlace) {
  EXPECT_EQ(diagnostics_of("name: a\x1b[31m\n"), "h.yaml:1:8: error: control character 0x1b\n");
  EXPECT_EQ(diagnostics_of("name: \"a\\0b\"\n"),
            "h.yaml:1:7: error: the text contains the control character \\x00\n");
}

// An editor shows a line break, or text in another order, where the reader sees none: in a comment
// that hides a setting.
TEST(HostileYaml, LineAndBidirectionalCharactersAreRefusedEvenInComments) {
  for (const auto& [bytes, name] : {std::pair("\xc2\x85", "u0085"),
                                    {"\xe2\x80\xa8", "u2028"},
                                    {"\xe2\x80\xa9", "u2029"},
                                    {"\xe2\x80\xae", "u202e"},
                                    {"\xe2\x81\xa6", "u2066"},
                                    {"\xd8\x9c", "u061c"}}) {
    EXPECT_EQ(diagnostics_of(fmt::format("name: x # y{}start: 2027-01\n", bytes)),
              fmt::format("h.yaml:1:12: error: the control character \\{}\n", name));
  }
  EXPECT_EQ(diagnostics_of("name: \"a\\u202eb\"\n"),
            "h.yaml:1:7: error: the text contains the control character \\u202e\n");
  EXPECT_EQ(diagnostics_of("name: x # y\fstart: 2027-01\n"),
            "h.yaml:1:12: error: control character 0x0c\n");
}

TEST(HostileYaml, InvalidUtf8HasItsPlaceInCharacters) {
  // The columns count characters: an umlaut is one.
  EXPECT_EQ(diagnostics_of("name: x\n# \xc3\xbc\xc3\xbc \xff\n"),
            "h.yaml:2:6: error: byte 0xff is not valid UTF-8\n");
  for (const char* bad : {"\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xc3",
                          "\x80", "\xf8\x88"}) {
    EXPECT_NE(diagnostics_of(fmt::format("name: {}", bad)).find("h.yaml:1:7: error: byte 0x"),
              std::string::npos);
  }
}

TEST(HostileYaml, ByteOrderMarkIsSkipped) {
  EXPECT_EQ(diagnostics_of("\xEF\xBB\xBFname: x\n"), "");
}

TEST(HostileYaml, WindowsLineEndsAreRead) {
  EXPECT_EQ(diagnostics_of("name: x\r\nhorizon: 3 years\r\n"), "");
}

TEST(HostileYaml, ALongValueIsToldByItsFirst60Characters) {
  EXPECT_NE(diagnostics_of("start: " + repeat("x", 60)).find(repeat("x", 60) + "'"),
            std::string::npos);
  EXPECT_NE(diagnostics_of("start: " + repeat("x", 61)).find(repeat("x", 60) + "...'"),
            std::string::npos);
}

TEST(HostileYaml, DepthIsBounded) {
  const Stopwatch watch;
  const std::string deep = "nested deeper than 64 levels";
  EXPECT_NE(diagnostics_of("name: " + repeat("[", 1'000)).find(deep), std::string::npos);
  EXPECT_NE(diagnostics_of("name: " + repeat("{a: ", 1'000)).find(deep), std::string::npos);
  EXPECT_EQ(diagnostics_of(repeat("[", 10'000)),
            "h.yaml:1:1001: error: more than 1000 brackets are open\n");
  // Those that were closed are not open.
  EXPECT_NE(diagnostics_of("a: [{}, {}]\nname: " + repeat("[", 1'000)).find(deep),
            std::string::npos);
  EXPECT_NE(diagnostics_of(repeat("- ", 10'000)).find(deep), std::string::npos);
  EXPECT_NE(diagnostics_of(repeat("? ", 10'000)).find(deep), std::string::npos);
  std::string block;
  for (int i = 0; i < 1000; ++i) {
    block += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  }
  EXPECT_NE(diagnostics_of(block).find(deep), std::string::npos);
  EXPECT_LT(watch.seconds(), 5);
}

// The map is the first level: the 64th bracket, at 6 + 64, is one too many.
TEST(HostileYaml, TheLevelThatIsTooDeepHasItsPlace) {
  EXPECT_EQ(diagnostics_of("# a\nname: " + repeat("[", 70) + repeat("]", 70) + "\n"),
            "h.yaml:2:70: error: nested deeper than 64 levels\n");
}

// What follows in memory is no part of it.
TEST(HostileYaml, ACharacterCutOffAtTheEndIsRefused) {
  const std::string_view whole = "name: \xc3\xbc";
  Diagnostics diagnostics;
  EXPECT_FALSE(load_scenario_text(whole.substr(0, whole.size() - 1), "h.yaml", {}, diagnostics));
  EXPECT_NE(diagnostics.text().find("h.yaml:1:7: error: byte 0xc3"), std::string::npos)
      << diagnostics.text();
}

TEST(HostileYaml, DepthHiddenInAliasesIsBounded) {
  std::string text = "a0: &a0 " + repeat("[", 40) + repeat("]", 40) + "\n";
  text += "a1: " + repeat("[", 40) + "*a0" + repeat("]", 40) + "\n";
  EXPECT_EQ(diagnostics_of(text), "h.yaml:2:45: error: nested deeper than 64 levels\n");
}

// "Billion laughs": nine lines that would expand to 10^9 values.
TEST(HostileYaml, AliasBombEndsAtTheNodeBudget) {
  const Stopwatch watch;
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    text += fmt::format("a{0}: &a{0} [{1}]\n", i, repeat(fmt::format("*a{}, ", i - 1), 10));
  }
  EXPECT_NE(diagnostics_of(text).find("more than 100000 values after expanding aliases"),
            std::string::npos);
  EXPECT_LT(watch.seconds(), 2);
}

TEST(HostileYaml, AliasesOfALongTextAreBounded) {
  const std::string text =
      "a: &a " + std::string(1'000'000, 'x') + "\nb: [" + repeat("*a, ", 5000) + "]\n";
  EXPECT_NE(diagnostics_of(text).find("after expanding aliases"), std::string::npos);
}

TEST(HostileYaml, MergeBombEndsAtTheNodeBudget) {
  std::string text = "a0: &a0 {x: 1, y: 2}\n";
  for (int i = 1; i < 30; ++i) {
    text += fmt::format("a{0}: &a{0} {{l: *a{1}, r: *a{1}}}\n", i, i - 1);
  }
  EXPECT_NE(diagnostics_of(text).find("after expanding aliases"), std::string::npos);
}

TEST(HostileYaml, AliasCycleIsAnError) {
  EXPECT_EQ(diagnostics_of("a: &x {b: *x}\n"),
            "h.yaml:1:11: error: the alias refers to a value that contains it\n");
  EXPECT_EQ(diagnostics_of("&x name: x\nstaff: &y\n  <<: *y\n"),
            "h.yaml:3:7: error: the alias refers to a value that contains it\n");
}

TEST(HostileYaml, TooManyValuesEndEarly) {
  const Stopwatch watch;
  EXPECT_NE(
      diagnostics_of("name: [" + repeat("1,", 1'000'000) + "1]\n").find("more than 100000 values"),
      std::string::npos);
  EXPECT_LT(watch.seconds(), 5);
}

TEST(HostileYaml, LoneCommaAndManyDocumentsEnd) {
  EXPECT_NE(diagnostics_of(",").find("error"), std::string::npos);
  EXPECT_NE(diagnostics_of(repeat("--- {}\n", 100'000)).find("the document has ended"),
            std::string::npos);
  EXPECT_NE(diagnostics_of(repeat(",", 100'000)).find("error"), std::string::npos);
}

// Each dangling reference is told; looking for the nearest of 7,000 names for each took 6 s.
TEST(HostileYaml, ManyDanglingReferencesAreFast) {
  const Stopwatch watch;
  std::string text = "name: x\nsites:\n";
  for (int i = 0; i < 7'000; ++i) {
    text += fmt::format("  s{:05}x: {{pue: 1}}\n", i);
  }
  text += "fleet:\n";
  for (int i = 0; i < 7'000; ++i) {
    text += fmt::format("  f{0}: {{owned: {{server: a, site: t{0:05}y}}}}\n", i);
  }
  const std::string told = diagnostics_of(text);
  EXPECT_NE(told.find("there is no 't00000y' in sites; did you mean"), std::string::npos);
  EXPECT_NE(told.find("there is no 't06999y' in sites\n"), std::string::npos);
  EXPECT_LT(watch.seconds(), 3);
}

std::string filled(const std::string& part) {
  return repeat(part, static_cast<int>((4u << 20) / part.size()));
}

TEST(HostileYaml, FullSizedNonsenseIsFast) {
  const Stopwatch watch;
  const std::string nested = repeat("[", 900) + repeat("]", 900) + ",";
  for (const std::string& part : {std::string("["), std::string("{"), nested, nested + "\n",
                                  std::string("- "), std::string("? "), std::string("a: ")}) {
    EXPECT_NE(diagnostics_of(filled(part)), "") << part.substr(0, 4);
  }
  EXPECT_LT(watch.seconds(), 5);
}

TEST(HostileYaml, ManyDuplicatesAndRepeatsAreFast) {
  const Stopwatch watch;
  EXPECT_NE(
      diagnostics_of("name: x\nstaff: {" + repeat("a: 1,\n", 45'000) + "}\n").find("duplicate"),
      std::string::npos);
  EXPECT_NE(diagnostics_of("name: x\ncatalog: [" + repeat("a,\n", 90'000) + "]\n").find("already"),
            std::string::npos);
  std::string distinct = "name: x\ncatalog: [";
  for (int i = 0; i < 20'000; ++i) {
    distinct += fmt::format("f{}, ", i);
  }
  EXPECT_EQ(diagnostics_of(distinct + "]\n"), "");
  EXPECT_LT(watch.seconds(), 5);
}

TEST(HostileYaml, HugeFileIsRefusedBeforeItIsRead) {
  const auto path = std::filesystem::temp_directory_path() / "costwright_huge_test.yaml";
  std::ofstream(path) << "name: x\n";
  std::filesystem::resize_file(path, 200u << 20);  // sparse
  const Stopwatch watch;
  Diagnostics diagnostics;
  EXPECT_FALSE(load_scenario(path.string(), {}, diagnostics));
  EXPECT_NE(diagnostics.text().find("larger than 4194304 bytes"), std::string::npos);
  EXPECT_LT(watch.seconds(), 0.1);
  std::filesystem::remove(path);
}

TEST(HostileYaml, OnlyRegularFilesAreRead) {
  for (const char* path : {"/dev/zero", "/"}) {
    Diagnostics diagnostics;
    EXPECT_FALSE(load_scenario(path, {}, diagnostics));
    EXPECT_NE(diagnostics.text().find("not a regular file"), std::string::npos);
  }
}

TEST(HostileYaml, LongOverridePathsAreBounded) {
  Diagnostics diagnostics;
  EXPECT_FALSE(
      load_scenario_text("name: x\n", "h.yaml", {{repeat("a.", 10'000) + "a", "1"}}, diagnostics));
  EXPECT_NE(diagnostics.text().find("more than 32 parts"), std::string::npos);
}

// Deletes, doubles, swaps and replaces pieces of a valid scenario.
class Mutator {
 public:
  explicit Mutator(unsigned seed) : random_(seed) {}

  std::string mutate(std::string text) {
    for (int edits = 1 + below(3); edits > 0 && !text.empty(); --edits) {
      const auto at = static_cast<std::size_t>(below(static_cast<int>(text.size())));
      const auto length = static_cast<std::size_t>(1 + below(12));
      switch (below(5)) {
        case 0:
          text.erase(at, length);
          break;
        case 1:
          text.insert(
              at,
              text.substr(static_cast<std::size_t>(below(static_cast<int>(text.size()))), length));
          break;
        case 2:
          text[at] = static_cast<char>(below(256));
          break;
        case 3:
          text.insert(
              at, kPieces[static_cast<std::size_t>(below(static_cast<int>(std::size(kPieces))))]);
          break;
        default:
          text.resize(at);
          break;
      }
    }
    return text;
  }

 private:
  static constexpr const char* kPieces[] = {
      "*a", "&a ", "<<: *owned", "\n",    "  ",  "- ", ": ",  "[", "]",
      "{",  "}",   "---\n",      "!!",    "'",   "\"", "|",   ">", "%",
      "@",  "~",   "null",       "1e308", "nan", "-1", "0x1", ","};
  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  std::mt19937 random_;
};

TEST(HostileYaml, MutatedScenariosNeverCrash) {
  constexpr unsigned kSeed = 20270101;
  const Stopwatch watch;
  Mutator mutator(kSeed);
  const std::string full(kFullScenario);
  int valid = 0;
  for (int i = 0; i < 20'000; ++i) {
    // Whole sections of the full scenario, so that a run stays short.
    const auto begin = full.find('\n', static_cast<std::size_t>(i) * 37 % (full.size() - 700));
    const std::string text = mutator.mutate("name: x\n" + full.substr(begin, 600));
    Diagnostics diagnostics;
    const bool loaded = load_scenario_text(text, "fuzz.yaml", {}, diagnostics).has_value();
    ASSERT_EQ(loaded, !diagnostics.has_errors()) << "seed " << kSeed << ", round " << i << "\n"
                                                 << text;
    valid += loaded ? 1 : 0;
  }
  for (int i = 0; i < 1'000; ++i) {
    Diagnostics diagnostics;
    const std::string text = mutator.mutate(full);
    const bool loaded = load_scenario_text(text, "fuzz.yaml", {}, diagnostics).has_value();
    ASSERT_EQ(loaded, !diagnostics.has_errors())
        << "seed " << kSeed << ", full, round " << i << "\n"
        << text;
    valid += loaded ? 1 : 0;
  }
  EXPECT_GT(valid, 50);  // the mutations are not so wild that only the parser is met
  EXPECT_LT(watch.seconds(), 20);
}

}  // namespace
}  // namespace costwright::testing
