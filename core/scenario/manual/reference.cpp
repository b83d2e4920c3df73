// docs/scenario.md from the field table.
#include <set>

#include "core/scenario/manual/manual.h"
#include "core/scenario/scenario.h"
#include "core/scenario/yaml/walk.h"

namespace costwright {
namespace {

constexpr std::string_view kIntroduction = R"(# The scenario file

Generated from the field table (`core/scenario/sections/`); do not edit. The same table drives the reader,
`--set`, the JSON Schema (`data/schema/scenario.schema.json`) and the form of the desktop program.

* A number carries its unit: `0.11 USD/kWh`, `700 W`, `12 M requests/month`, `36 months`, `9 %/year`. Any unit of
  the same dimension is read; the tables show the usual one. GB is 1e9 bytes, GiB is 2^30. A month is a
  calendar month, so a price per month never becomes a price per hour.
* The decimal point is a point. In an amount of money or pay (USD, USD/year, USD/month), `310.000 USD` is an error, as it may
  be 310 or 310,000; prices per hour, kWh, GB or token have as many decimals as you like.
* A value that is allowed and hardly meant is a warning with a source: electricity, PUE, FTE, salaries, prices ten times off
  those of the catalogue's row that the item names; and a scenario in which nothing costs anything.
* A price may be a list by the month from which each holds: `price: {2027-01: 250_000 USD, 2028-01: 200_000 USD}`. It begins no later than what it prices, excludes
  `escalation`, and is overridden month by month: `--set fleet.h100.owned.price.2028-01='180_000 USD'`.
* Shares are `15 %` or `0.15`. Dates are months: `2027-01`. Yes and no are `true` and `false`.
* Sections such as `fleet` are maps: the name you give an entry is how others refer to it and how reports call it.
  Names use letters, digits, space, `-`, `_` and `.`; `idle` and `overhead` are taken.
* A quoted text ends in its line, or its further lines are indented below its key.
* Anchors (`&a`), aliases (`*a`) and merge keys (`<<: *a`, explicit keys win) work. One document a file; duplicate
  keys, unknown keys, missing units and values out of range are errors, all reported at once.
* `--set path=value` overrides a value: `--set 'finance.discount_rate=9 %/year'`,
  `--set fleet.h100.owned.count=4`, `--set catalog.0=prices.csv`. Missing sections on the way are made; the last
  `--set` of a path wins. A value is written as in the file; `null` removes what stands there.
* `--set 'path*=1.2'` and `--set 'path+=20 %'` are relative and mean the same: what stands at the path, or its default, times
  1.2, in its own unit. `+=20 %` of a discount rate of 10 %/year gives 12 %/year, never 30. They come in order: each finds
  what those before it have left. A path without a number to change is an error.
* `variants` names changes of the file for `compare` and `--variant`: `variants: {four-servers: {set: {fleet.h100.owned.count: 4}}}`.
  Paths are those of `--set`; a value may be a section, which replaces what stands there, or `null`, which removes it. The file
  itself is called `base` and is read without them; every variant is checked whenever the file is read, at its own lines.
* What you leave out is listed by `check --explain-defaults`.

## Example

```yaml
)";

constexpr std::string_view kExample = R"(name: Support chat
start: 2027-01
horizon: 3 years
finance:
  discount_rate: 9 %/year
sites:
  ashburn:
    electricity: 0.11 USD/kWh
    pue: 1.25
    carbon: 350 g/kWh
fleet:
  h100:
    owned: {server: dgx-h100, site: ashburn, count: 2, price: 300_000 USD, support: 8 %/year}
models:
  llama:
    model: Llama-3.1-70B
    weights: fp8
serving:
  chat-70b: {model: llama, fleet: h100, tensor_parallel: 4}
workloads:
  chat:
    team: support
    served_by: chat-70b
    arrivals:
      synthetic:
        input_tokens: {mean: 900 tokens, p50: 500 tokens}
        output_tokens: {fixed: 200 tokens}
    demand:
      requests: 3 M requests/month
      growth: 4 %/month
    slo: {ttft: 1 s, tpot: 50 ms, target: 99 %}
staff:
  sre: {salary: 190_000 USD/year, fte: 1.5 FTE, overhead: 1.3, component: serving}
)";

std::string escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c == '|' ? "\\|" : c == '<' ? "&lt;" : std::string(1, c);
  }
  return out;
}

std::string anchor(std::string_view title) {
  std::string out;
  for (const char c : title) {
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return out;
}

std::string list_of(std::initializer_list<std::string_view> names) {
  return fmt::format("`{}`", fmt::join(names, "`, `"));
}

struct Titles : FieldsOnly {
  std::string_view title;
  void about(std::string_view name, std::string_view /*doc*/) { title = name; }
  template <class T>
  void field(const T& /*member*/, const FieldInfo& /*info*/) {}
};

template <class T>
std::string_view title_of(const T& section) {
  Titles titles;
  describe(titles, section);
  return titles.title;
}

struct Chapter {
  std::string title, doc, table, rules;
};

// Writes one chapter, then those of the structs below it, each struct once.
class ReferencePrinter {
 public:
  ReferencePrinter(std::vector<Chapter>& chapters, std::size_t at) : chapters_(chapters), at_(at) {}

  void about(std::string_view title, std::string_view doc) {
    chapter().title = title;
    chapter().doc = doc;
  }

  template <class T>
  void field(const T& member, const FieldInfo& info) {
    row(member, info, "", false);
  }

  void exactly_one(std::initializer_list<std::string_view> names) {
    chapter().rules += fmt::format("* Exactly one of {}.\n", list_of(names));
  }
  void at_least_one(std::initializer_list<std::string_view> names) {
    chapter().rules += fmt::format("* At least one of {}.\n", list_of(names));
  }
  void needs(std::string_view name, std::initializer_list<std::string_view> others) {
    chapter().rules += fmt::format("* `{}` needs {}{} beside it.\n", name,
                                   others.size() > 1 ? "one of " : "", list_of(others));
  }
  void by_month_excludes(std::initializer_list<std::string_view> prices, std::string_view name) {
    chapter().rules += fmt::format("* {} by month excludes `{}`.\n", list_of(prices), name);
  }

 private:
  Chapter& chapter() { return chapters_[at_]; }

  template <class T>
  void row(const T& member, const FieldInfo& info, std::string_view prefix, bool may_be_absent) {
    if constexpr (is_optional<T>) {
      const typename T::value_type value{};
      row(value, info, prefix, true);
    } else if constexpr (is_named<T>) {
      const typename T::value_type::second_type entry{};
      line(info, info.doc, fmt::format("names to {}", link_to(entry)), {}, "");
    } else if constexpr (is_list<T>) {
      const typename T::value_type element{};
      row(element, info, "list of ", true);
    } else if constexpr (is_scalar<T>) {
      const FieldType type = field_type<T>(info);
      const std::string left_out =
          may_be_absent ? std::string(info.absent) : "`" + escape(show_value(member, type)) + "`";
      line(info, meaning_of(info, type), fmt::format("{}{}", prefix, escape(type_name(type))),
           range_text(type), left_out == "``" ? "" : left_out, type.unit);
    } else {
      line(info, info.doc, link_to(member), {}, "");
    }
  }

  void line(const FieldInfo& info,
            std::string_view doc,
            const std::string& type,
            const std::string& range,
            const std::string& left_out,
            std::string_view unit = {}) {
    const std::string meaning =
        info.refers.empty() ? std::string(doc) : fmt::format("{} ({})", doc, info.refers);
    chapter().table +=
        fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", info.name, type, unit,
                    info.required ? "**required**" : left_out, range, escape(meaning));
  }

  template <class T>
  std::string link_to(const T& section) {
    const std::string title(title_of(section));
    bool known = false;
    for (const Chapter& other : chapters_) {
      known = known || other.title == title;
    }
    if (!known) {
      chapters_.emplace_back();
      ReferencePrinter below(chapters_, chapters_.size() - 1);
      describe(below, section);
    }
    return fmt::format("[{}](#{})", title, anchor(title));
  }

  std::vector<Chapter>& chapters_;
  std::size_t at_;
};

}  // namespace

std::string scenario_reference_markdown() {
  std::vector<Chapter> chapters(1);
  const Scenario scenario;
  ReferencePrinter printer(chapters, 0);
  describe(printer, scenario);
  std::string out = fmt::format("{}{}```\n", kIntroduction, kExample);
  for (const Chapter& chapter : chapters) {
    out += fmt::format("\n## {}\n\n{}\n\n", chapter.title, chapter.doc);
    out += "| key | type | unit | when left out | range | meaning |\n|---|---|---|---|---|---|\n";
    out += chapter.table;
    out += chapter.rules.empty() ? "" : "\n" + chapter.rules;
  }
  return out;
}

}  // namespace costwright
