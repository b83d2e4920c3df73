// ServeGen folders: pairs of chunk-N-trace.csv and chunk-N-dataset.json [Xiang 2025].
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fast_float/fast_float.h>
#include <filesystem>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/files.h"
#include "core/hash.h"
#include "sim/arrivals/arrivals.h"
#include "sim/trace/line_reader.h"

namespace costwright::sim {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTraceColumns = "start_s,rate,cv,family,parameter,parameter";
constexpr std::size_t kLargestFile = 64 << 20;

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  return first == text.npos ? "" : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<double> number(std::string_view text) {
  text = trimmed(text);
  double value = 0;
  const auto [end, error] = fast_float::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = !text.empty() && error == std::errc{} && end == text.data() + text.size();
  return whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

// The text before `separator`, removed from `rest` together with it.
std::string_view take_until(std::string_view& rest, char separator) {
  const auto at = rest.find(separator);
  const auto head = rest.substr(0, at);
  rest = at == rest.npos ? "" : rest.substr(at + 1);
  return head;
}

// Empirical lengths from "{45: 0.0096, 51: 0.0096}"; no values for "{}"; nothing when it is not
// such a text.
std::optional<LengthPlan> parse_histogram(std::string_view text) {
  text = trimmed(text);
  if (text.size() < 2 || text.front() != '{' || text.back() != '}') {
    return std::nullopt;
  }
  std::map<std::int32_t, double> weights;
  double total = 0;
  for (auto rest = trimmed(text.substr(1, text.size() - 2)); !rest.empty();) {
    auto pair = take_until(rest, ',');
    const auto tokens = parse_tokens(trimmed(take_until(pair, ':')));
    const auto weight = number(pair);
    if (!tokens || !weight || *weight < 0 || !weights.emplace(*tokens, *weight).second) {
      return std::nullopt;
    }
    total += *weight;
  }
  LengthPlan plan{.kind = LengthPlan::Kind::kEmpirical,
                  .max = std::numeric_limits<std::int32_t>::max(),
                  .values = {},
                  .cumulative = {}};
  double reached = 0;
  for (const auto& [tokens, weight] : weights) {
    if (weight > 0) {
      reached += weight;
      plan.values.push_back(tokens);
      plan.cumulative.push_back(reached / total);
    }
  }
  if (!plan.cumulative.empty()) {
    plan.cumulative.back() = 1;
  }
  return plan;
}

// Index of a token window by its start second; -1 = idle.
using TokenWindows = std::map<std::int64_t, std::int32_t>;

class ChunkReader {
 public:
  ChunkReader(std::string trace_path, std::string data_path, Diagnostics& diagnostics)
      : trace_path_(std::move(trace_path)),
        data_path_(std::move(data_path)),
        diagnostics_(diagnostics) {}

  std::optional<ServeGenClient> read() {
    const int before = diagnostics_.error_count();
    read_rates();
    read_tokens();
    if (diagnostics_.error_count() == before) {
      join();
    }
    return diagnostics_.error_count() == before ? std::optional(std::move(client_)) : std::nullopt;
  }

 private:
  void read_rates() {
    auto lines = TextLines::open(trace_path_, diagnostics_);
    if (!lines) {
      return;
    }
    int blank = 0;  // the line of the first since the last row; 0: none
    for (std::string_view line; lines->next(line);) {
      if (trimmed(line).empty()) {
        blank = blank > 0 ? blank : lines->line();
        continue;
      }
      const auto wrong = blank > 0 ? "empty line between rows" : read_rate(line);
      if (!wrong.empty()) {
        diagnostics_.error({trace_path_, blank > 0 ? blank : lines->line(), 0}, wrong,
                           fmt::format("a row is {}", kTraceColumns));
        return;
      }
    }
    if (!lines->fault().empty()) {
      diagnostics_.error({trace_path_, 0, 0}, lines->fault());
      return;
    }
    if (client_.windows.empty()) {
      diagnostics_.error({trace_path_, 0, 0}, "the file has no rows",
                         fmt::format("a row is {}", kTraceColumns));
    }
  }

  std::string read_rate(std::string_view line) {
    const auto commas = std::count(line.begin(), line.end(), ',');
    if (commas != 5) {
      return fmt::format("{} fields where 6 are expected", commas + 1);
    }
    const auto start = number(take_until(line, ','));
    const auto rate = number(take_until(line, ','));
    const auto cv = number(take_until(line, ','));
    const auto family = trimmed(take_until(line, ','));
    const auto expected = static_cast<double>(client_.windows.size()) * kServeGenWindowSeconds;
    if (!start || *start != expected) {
      return fmt::format(
          "the window does not start at {} s; windows are consecutive and 600 s long", expected);
    }
    if (!rate || !cv || *rate < 0 || *cv < 0 || *cv > 100) {
      return "rate and cv must be numbers, not negative, cv at most 100";
    }
    if (*rate > 0 && family != "Gamma" && family != "Weibull") {
      return fmt::format("family '{}' is neither Gamma nor Weibull", printable(family));
    }
    client_.windows.push_back({*rate, *cv, -1});
    return "";
  }

  void read_tokens() {
    Diagnostics told;
    const auto text = read_file(data_path_, told, kLargestFile);
    if (!text) {
      diagnostics_.error({data_path_, 0, 0},
                         fmt::format("cannot read the file: it {}", told.first_error()));
      return;
    }
    const auto json = nlohmann::json::parse(*text, nullptr, false);
    if (!json.is_object()) {
      diagnostics_.error(
          {data_path_, 0, 0}, "the file is not a JSON object of at most 64 MiB",
          R"(it looks like {"0": {"input_tokens": "{45: 0.01, ...}", "output_tokens": "{...}"}})");
      return;
    }
    for (const auto& [key, window] : json.items()) {
      if (auto wrong = read_token_window(key, window); !wrong.empty()) {
        diagnostics_.error({data_path_, 0, 0},
                           fmt::format("window '{}': {}", printable(key), wrong));
      }
    }
  }

  std::string read_token_window(const std::string& key, const nlohmann::json& window) {
    std::int64_t start = -1;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), start);
    if (error != std::errc{} || end != key.data() + key.size() || start < 0) {
      return "its name is not a start in seconds";
    }
    std::array<LengthPlan, 2> plans;
    for (std::size_t i = 0; i < plans.size(); ++i) {
      const char* const name = i == 0 ? "input_tokens" : "output_tokens";
      const bool there = window.is_object() && window.contains(name) && window[name].is_string();
      auto plan =
          there ? parse_histogram(window[name].get_ref<const std::string&>()) : std::nullopt;
      if (!plan) {
        return fmt::format("{} is not a text like \"{{45: 0.01, 51: 0.02}}\"", name);
      }
      plans[i] = std::move(*plan);
    }
    if (plans[0].values.empty() != plans[1].values.empty()) {
      return "it has input without output tokens, or the reverse";
    }
    tokens_[start] =
        plans[0].values.empty() ? -1 : static_cast<std::int32_t>(client_.inputs.size());
    if (!plans[0].values.empty()) {
      client_.inputs.push_back(std::move(plans[0]));
      client_.outputs.push_back(std::move(plans[1]));
    }
    return "";
  }

  void join() {
    for (std::size_t i = 0; i < client_.windows.size(); ++i) {
      auto& window = client_.windows[i];
      if (window.rate_per_s > 0) {
        const auto start = static_cast<std::int64_t>(i) * kServeGenWindowSeconds;
        window.lengths = lengths_at(start);
        if (window.lengths < 0) {
          diagnostics_.error({data_path_, 0, 0},
                             "the client has a rate but no tokens in any window");
          return;
        }
      }
    }
  }

  std::int32_t lengths_at(std::int64_t start) {
    auto at = tokens_.upper_bound(start);
    if (at != tokens_.begin() && std::prev(at)->second >= 0) {
      return std::prev(at)->second;
    }
    for (auto earlier = at; earlier != tokens_.begin();) {
      --earlier;
      if (earlier->second >= 0) {
        return substitute(earlier->second, start);
      }
    }
    for (; at != tokens_.end(); ++at) {
      if (at->second >= 0) {
        return substitute(at->second, start);
      }
    }
    return -1;
  }
  std::int32_t substitute(std::int32_t lengths, std::int64_t start) {
    diagnostics_.warning({data_path_, 0, 0}, fmt::format("no tokens for the window at {} s", start),
                         "those of the nearest window are used");
    return lengths;
  }

  std::string trace_path_, data_path_;
  Diagnostics& diagnostics_;
  ServeGenClient client_;
  TokenWindows tokens_;
};

// Numbers N of the files chunk-N`suffix` in a folder.
std::set<std::int64_t> chunks(const fs::path& folder, std::string_view suffix) {
  std::set<std::int64_t> found;
  std::error_code error;
  for (auto at = fs::directory_iterator(folder, error); !error && at != fs::directory_iterator();
       at.increment(error)) {
    const std::string name = at->path().filename().string();
    std::int64_t n = -1;
    if (name.starts_with("chunk-") && name.ends_with(suffix)) {
      const char* const end = name.data() + name.size() - suffix.size();
      const auto parsed = std::from_chars(name.data() + 6, end, n);
      if (parsed.ec == std::errc{} && parsed.ptr == end && n >= 0) {
        found.insert(n);
      }
    }
  }
  return found;
}

bool sends(const ServeGenClient& client) {
  return std::any_of(client.windows.begin(), client.windows.end(), [](const auto& window) {
    return window.rate_per_s > 0;
  });
}

std::uint64_t hash_contents(const std::vector<ServeGenClient>& clients) {
  Hasher hasher;
  hasher.add(clients.size());
  for (const auto& client : clients) {
    hasher.add(client.windows.size()).add(client.inputs.size());
    for (const auto& window : client.windows) {
      hasher.add(window.rate_per_s).add(window.cv).add(window.lengths);
    }
    for (const auto* const plans : {&client.inputs, &client.outputs}) {
      for (const auto& plan : *plans) {
        hasher.add_all(plan.values).add_all(plan.cumulative);
      }
    }
  }
  return hasher.value();
}

}  // namespace

ServeGenStream load_servegen(const std::string& folder, Diagnostics& diagnostics) {
  const int errors_before = diagnostics.error_count();
  ServeGenStream stream;
  auto all = chunks(folder, "-trace.csv");
  const auto data = chunks(folder, "-dataset.json");
  all.insert(data.begin(), data.end());  // one without its other half is an error when it is opened
  if (all.empty()) {
    diagnostics.error({folder, 0, 0}, "the folder has no ServeGen clients",
                      "it holds pairs of chunk-N-trace.csv and chunk-N-dataset.json");
  }
  for (const std::int64_t n : all) {
    const auto chunk = (fs::path(folder) / fmt::format("chunk-{}", n)).string();
    if (auto client =
            ChunkReader(chunk + "-trace.csv", chunk + "-dataset.json", diagnostics).read()) {
      stream.clients.push_back(std::move(*client));
    }
  }
  if (diagnostics.error_count() == errors_before &&
      std::none_of(stream.clients.begin(), stream.clients.end(), sends)) {
    diagnostics.error({folder, 0, 0}, "no client of the folder ever sends a request",
                      "a row of a chunk-N-trace.csv has the rate behind its start");
  }
  stream.content_hash = hash_contents(stream.clients);
  return stream;
}

}  // namespace costwright::sim
