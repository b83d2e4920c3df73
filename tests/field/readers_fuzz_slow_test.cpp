// 100,000 hostile inputs for everything that reads: seeds that are files as people have them, each
// changed by chance. Nothing may crash, throw, take long, or be refused without a word; what is
// accepted keeps the promises of its header. The preset `asan` runs the same under the sanitizers.
#include <cmath>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/catalog/catalog.h"
#include "core/scenario/loaded.h"
#include "core/units/parse.h"
#include "sim/clock/random.h"
#include "study/inputs/inputs.h"
#include "study/optimize/objective.h"
#include "study/published/client_files.h"
#include "study/simulate/usage_cache.h"
#include "tests/field/field_runs.h"
#include "tests/sim/trace_fixture.h"

namespace costwright::testing {
using namespace study;
namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// At most `most` bytes of each file: a mutant should hit what is read first.
std::vector<std::string> seeds_of(const std::vector<std::string>& folders,
                                  const std::vector<std::string>& endings,
                                  std::size_t most = 20'000) {
  std::vector<fs::path> paths;
  for (const std::string& folder : folders) {
    for (const auto& entry : fs::recursive_directory_iterator(SOURCE_DIR "/" + folder)) {
      const std::string name = entry.path().string();
      if (std::any_of(endings.begin(), endings.end(), [&](const std::string& ending) {
            return name.ends_with(ending);
          })) {
        paths.push_back(entry.path());
      }
    }
  }
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> seeds;
  for (const fs::path& path : paths) {
    seeds.push_back(bytes_of(path).substr(0, most));
  }
  require(!seeds.empty(), "no seeds");
  return seeds;
}

// What readers have stumbled over.
const std::vector<std::string>& spices() {
  static const std::vector<std::string> all{"1e999",
                                            "-1",
                                            "-0",
                                            "nan",
                                            "inf",
                                            "1e-9",
                                            "0",
                                            "9223372036854775808",
                                            "2147483648",
                                            "1e12",
                                            "0x10",
                                            "1,5",
                                            "1.2.3",
                                            std::string("\0", 1),
                                            "\r",
                                            "\r\n",
                                            "\n\n",
                                            "\"",
                                            "\"\"",
                                            "'",
                                            "{",
                                            "}",
                                            "[",
                                            "]]",
                                            ": ",
                                            "- ",
                                            "<<: *a",
                                            "&a ",
                                            "*a",
                                            "!!int ",
                                            "|",
                                            ">",
                                            "#",
                                            "\t",
                                            "\xff",
                                            "\xc3",
                                            "\xef\xbb\xbf",
                                            "\xe2\x80\xa8",
                                            "\xe2\x80\xae",
                                            "\x1b[2J",
                                            ",",
                                            ",,",
                                            ";",
                                            "null",
                                            "true",
                                            "2027-13",
                                            "0000-00",
                                            "9999-12-31T23:59:60.999999999999Z",
                                            " %/year",
                                            " USD/kWh",
                                            " GiB",
                                            "=cmd()",
                                            std::string(300, '['),
                                            std::string(300, '9')};
  return all;
}

class FuzzDice {
 public:
  explicit FuzzDice(std::uint64_t seed) : seed_(seed) {}
  std::size_t below(std::size_t end) {
    return draw_bits(seed_, sim::Purpose::kTest, next_++) % std::max<std::size_t>(end, 1);
  }

 private:
  std::uint64_t seed_, next_ = 0;
};

// Where a number begins, at or after `from`; the end when there is none.
std::size_t number_at(const std::string& text, std::size_t from) {
  return std::min(text.find_first_of("0123456789", from), text.size());
}

void change(std::string& text, const std::vector<std::string>& seeds, FuzzDice& dice) {
  const std::size_t at = dice.below(text.size() + 1);
  const std::string& spice = spices()[dice.below(spices().size())];
  switch (dice.below(8)) {
    case 0:
      text.insert(at, 1, static_cast<char>(dice.below(256)));
      break;
    case 1:
      text.insert(at, spice);
      break;
    case 2:
      text.erase(at, dice.below(40));
      break;
    case 3:
      text.insert(at, text.substr(dice.below(text.size()), dice.below(200)));
      break;
    case 4: {  // another number
      const std::size_t begin = number_at(text, at);
      const std::size_t end = std::min(text.find_first_not_of("0123456789.eE", begin), text.size());
      text.replace(begin, end - begin, spice);
      break;
    }
    case 5: {  // the rest of another file
      const std::string& other = seeds[dice.below(seeds.size())];
      text = text.substr(0, at) + other.substr(dice.below(other.size()));
      break;
    }
    case 6:
      text.resize(at);
      break;
    default:
      if (at < text.size()) {
        text[at] = static_cast<char>(text[at] ^ (1 << dice.below(8)));
      }
  }
}

std::string mutant(const std::vector<std::string>& seeds, std::uint64_t seed) {
  constexpr std::size_t kLongest = 40'000, kMostChanges = 6;
  FuzzDice dice(seed);
  std::string text = seeds[dice.below(seeds.size())];
  for (std::size_t i = 1 + dice.below(kMostChanges); i > 0; --i) {
    change(text, seeds, dice);
  }
  return text.substr(0, kLongest);
}

// `times` mutants, each within seconds of this process.
template <class Read>
void fuzz(const std::vector<std::string>& seeds, std::uint64_t times, Read read) {
  constexpr double kMostSeconds = 5;
  for (std::uint64_t seed = 1; seed <= times; ++seed) {
    const std::string text = mutant(seeds, seed);
    const std::clock_t begin = std::clock();
    ASSERT_NO_THROW(read(text)) << "mutant " << seed;
    const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    ASSERT_LT(seconds, kMostSeconds) << "mutant " << seed;
    ASSERT_FALSE(::testing::Test::HasFailure()) << "mutant " << seed;
  }
}

// Whether what was read is there exactly when nothing was wrong.
template <class Result>
void expect_told(const Result& result, const Diagnostics& diagnostics) {
  EXPECT_EQ(static_cast<bool>(result), !diagnostics.has_errors()) << diagnostics.text();
}

TEST(ReadersFuzz, Units) {
  const std::vector<std::string> seeds{"0.12 USD/kWh",       "80 GiB",    "700 W",
                                       "3 %/year",           "24 months", "1.5e3 requests/month",
                                       "0.30 USD/1M tokens", "-5 EUR",    "2 h",
                                       "1,234.5 GB/month",   "12",        "0.5 kW/server"};
  fuzz(seeds, 34'000, [](const std::string& text) {
    const auto measure = parse_measure(text, "USD");
    const auto* value = std::get_if<Measure>(&measure);
    EXPECT_TRUE(value == nullptr || std::isfinite(value->value)) << text;
    const auto number = parse_number(text);
    const auto* figure = std::get_if<double>(&number);
    EXPECT_TRUE(figure == nullptr || std::isfinite(*figure)) << text;
  });
}

TEST(ReadersFuzz, OverridesAndLimits) {
  const std::vector<std::string> seeds{
      "finance.discount_rate=9 %/year",     "fleet.h100.owned.count*=1.2",
      "sites.dc.electricity+=20 %",         "catalog.0=x.csv",
      "ttft_p95 <= 1 s; accuracy >= today", "ttft_p95[chat] <= 1.00 s",
      "minimize tco, maximize accuracy"};
  fuzz(seeds, 12'000, [](const std::string& text) {
    Diagnostics of_override, of_limits, of_objectives;
    expect_told(parse_override(text, of_override), of_override);
    expect_told(parse_limits(text, "USD", of_limits), of_limits);
    expect_told(parse_objectives(text, of_objectives), of_objectives);
  });
}

TEST(ReadersFuzz, Csv) {
  const auto seeds =
      seeds_of({"data", "tests/field/inputs", "tests/study/clients"}, {".csv"}, 3000);
  fuzz(seeds, 15'000, [](const std::string& text) {
    Diagnostics diagnostics;
    for (const CsvRecord& record : parse_csv(text, "fuzz.csv", diagnostics)) {
      ASSERT_EQ(record.cells.size(), record.starts.size());
      ASSERT_GE(record.line, 1);
    }
  });
}

TEST(ReadersFuzz, Traces) {
  const auto seeds =
      seeds_of({"tests/field/inputs/traces", "scenarios"}, {".csv", ".jsonl", ".csv.gz"}, 3000);
  fuzz(seeds, 16'000, [](const std::string& text) {
    const auto read = read_text(text, {.bad_row_tolerance = 3});
    sim::Ps last = 0;
    for (const auto& row : read.rows) {
      ASSERT_GE(row.at, last);
      ASSERT_GE(std::min(row.input, row.output), 1);
      ASSERT_LT(static_cast<std::size_t>(row.klass), read.classes.size());
      last = row.at;
    }
    ASSERT_TRUE((read.bad_rows >= 0 && read.bad_rows <= 3) || read.diagnostics.has_errors());
  });
}

TEST(ReadersFuzz, Scenarios) {
  const auto seeds =
      seeds_of({"scenarios", "tests/field/inputs", "tests/golden/bad_input"}, {".yaml"});
  fuzz(seeds, 9'000, [](const std::string& text) {
    Diagnostics diagnostics;
    expect_told(load_scenario_text(text, "fuzz.yaml", {}, diagnostics), diagnostics);
  });
}

// What is accepted is planned and priced as well, with all but its simulations.
TEST(ReadersFuzz, ScenariosAsFarAsTheirPrices) {
  const Inputs inputs(SOURCE_DIR "/data");
  const auto seeds = seeds_of({"tests/field/inputs"}, {"small.yaml", "quote.yaml", "tiers.yaml"});
  int accepted = 0;
  fuzz(seeds, 3'000, [&](const std::string& text) {
    Diagnostics diagnostics;
    auto loaded = load_scenario_text(text, field_input("fuzz.yaml"), {}, diagnostics);
    if (loaded) {
      ++accepted;
      expect_told(check(inputs, std::move(*loaded), diagnostics), diagnostics);
    }
  });
  EXPECT_GT(accepted, 100);
}

TEST(ReadersFuzz, OwnCatalogues) {
  const Folder folder;
  const auto seeds = seeds_of({"tests/field/inputs"}, {".csv"}, 3000);
  fuzz(seeds, 3'000, [&](const std::string& text) {
    Diagnostics diagnostics;
    Catalog catalog;
    catalog.add(folder.write("own.csv", text), diagnostics);
  });
}

TEST(ReadersFuzz, MeasurementsAndBenchmarkClients) {
  const Folder folder;
  const auto seeds =
      seeds_of({"tests/study/clients", "data/reference", "tests/field/inputs/hostile"},
               {".csv", ".json", ".jsonl", "measurements_n_gpu"}, 4000);
  fuzz(seeds, 4'000, [&](const std::string& text) {
    Diagnostics of_client, of_table;
    if (const auto format = client_format(text)) {
      const auto rows = read_client_file(text, "fuzz", *format, {}, of_client);
      EXPECT_TRUE(!rows.empty() || !of_client.text().empty());
    }
    read_published_serving(folder.write("table.csv", text), of_table);
  });
}

TEST(ReadersFuzz, WeightedLengths) {
  const Folder folder;
  const auto seeds = seeds_of({"tests/field/inputs"}, {"ctx_lengths.csv", "tiny.csv"}, 2000);
  fuzz(seeds, 2'000, [&](const std::string& text) {
    const Inputs inputs(SOURCE_DIR "/data");
    Diagnostics diagnostics;
    const auto values = inputs.weighted({folder.write("w.csv", text), "tokens", 1, 1e9, true},
                                        {"fuzz.yaml", 1, 1}, diagnostics);
    ASSERT_TRUE(values);
    EXPECT_EQ(values->values.empty(), diagnostics.has_errors()) << diagnostics.text();
    EXPECT_TRUE(std::is_sorted(values->values.begin(), values->values.end()));
  });
}

TEST(ReadersFuzz, RememberedSimulations) {
  sim::PoolUsage usage;
  usage.buckets.resize(3);
  usage.classes.resize(1);
  usage.classes.front().days.resize(1);
  usage.classes.front().days.front().latency.ttft.add(1'000'000, 3);
  const std::vector<std::string> seeds{encode(usage, 17)};
  fuzz(seeds, 2'000, [&](const std::string& bytes) {
    EXPECT_TRUE(!decode(bytes, 17) || bytes == seeds.front()) << "a damaged one is not there";
  });
}

}  // namespace
}  // namespace costwright::testing
