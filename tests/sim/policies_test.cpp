// Every line of the tables in core/policies.h has a name, a doc and its file, and every file of a
// family's folder has its line.
#include "core/policies.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "sim/routing/router.h"
#include "sim/serving/queue_order.h"
#include "sim/trace/formats.h"
#include "tests/sim/trace_fixture.h"

namespace costwright::testing {
using namespace sim;
namespace {

std::string text_of(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

// Names and docs alone: of families without a folder.
template <class Policy>
void expect_told() {
  const auto names = enum_names<Policy>();
  const auto docs = enum_docs<Policy>();
  ASSERT_EQ(names.size(), docs.size());
  EXPECT_EQ(std::set<std::string_view>(names.begin(), names.end()).size(), names.size());
  EXPECT_EQ(std::set<std::string_view>(docs.begin(), docs.end()).size(), docs.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    EXPECT_NE(names[i], "");
    EXPECT_NE(docs[i], "") << names[i];
    EXPECT_EQ(docs[i].find(';'), std::string_view::npos) << names[i] << ": separates choices";
    EXPECT_EQ(enumerator_named<Policy>(names[i]), static_cast<Policy>(i));
  }
  EXPECT_EQ(enumerator_named<Policy>("no such name"), std::nullopt);
}

// `made`: the names that a file makes.
template <class Policy>
void expect_files(const std::string& folder, std::span<const std::string_view> made) {
  expect_told<Policy>();
  const std::filesystem::path path = std::filesystem::path(SOURCE_DIR) / folder;
  std::set<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    files.insert(entry.path().filename().string());
  }
  for (const std::string_view name : made) {
    const std::string file = std::string(name) + ".cpp";
    EXPECT_EQ(files.erase(file), 1U) << folder << "/" << file;
    EXPECT_NE(text_of(path / file).find("::make_" + std::string(name) + "("), std::string::npos)
        << folder << "/" << file;
  }
  EXPECT_TRUE(files.empty()) << folder << "/" << *files.begin() << " has no line";
}

TEST(Policies, EveryRouterHasItsFileAndChooses) {
  expect_files<Router>("sim/routing/routers", enum_names<Router>());
  for (std::size_t i = 0; i < enum_names<Router>().size(); ++i) {
    const auto router = make_router({.router = static_cast<Router>(i)});
    ASSERT_NE(router, nullptr) << enum_names<Router>()[i];
    PoolView pool(3);
    pool.set_accepting(0, false);
    pool.set_accepting(2, false);
    EXPECT_EQ(router->choose({.input = 1, .output = 1}, pool), 1U) << enum_names<Router>()[i];
    pool.set_accepting(1, false);
    EXPECT_EQ(router->choose({.input = 1, .output = 1}, pool), std::nullopt);
  }
}

TEST(Policies, EveryQueueOrderHasItsFileAndAlikeRequestsKeepTheirOrder) {
  expect_files<QueueOrder>("sim/serving/queue_orders", enum_names<QueueOrder>());
  const std::vector<ClassPlan> classes(1);
  for (std::size_t i = 0; i < enum_names<QueueOrder>().size(); ++i) {
    if (const auto order = make_queue_order(static_cast<QueueOrder>(i), classes)) {
      const std::int64_t first = order->tag({.input = 5, .output = 5});
      EXPECT_LE(first, order->tag({.input = 5, .output = 5})) << enum_names<QueueOrder>()[i];
    }
  }
}

TEST(Policies, EveryRelayIsTold) {
  expect_told<RelayKind>();
}

TEST(Policies, EveryTraceFormatHasItsFileAndKnowsItsExampleAlone) {
  expect_files<TraceFormat>("sim/trace/formats", enum_names<TraceFormat>().subspan(1));
  ASSERT_EQ(known_trace_formats().size(), enum_names<TraceFormat>().size() - 1);
  for (const TraceFormatEntry& entry : known_trace_formats()) {
    const std::string_view example = entry.rules.example;
    const std::string_view first_line = example.substr(0, example.find('\n'));
    EXPECT_NE(entry.rules.looks_like, "") << to_string(entry.format);
    for (const TraceFormatEntry& other : known_trace_formats()) {
      EXPECT_EQ(other.rules.recognises(first_line), other.format == entry.format)
          << to_string(other.format) << " of the example of " << to_string(entry.format);
    }
  }
}

TEST(Policies, EveryTraceFormatReadsItsExample) {
  for (const TraceFormatEntry& entry : known_trace_formats()) {
    const auto read = read_text(std::string(entry.rules.example));
    EXPECT_EQ(read.diagnostics.text(), "") << to_string(entry.format);
    EXPECT_EQ(read.rows.size(), 2U) << to_string(entry.format);
    EXPECT_EQ(read.format, entry.format);
  }
}

}  // namespace
}  // namespace costwright::testing
