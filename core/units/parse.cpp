#include "core/units/parse.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "core/diagnostics.h"

namespace costwright {
namespace {

// A unit is num/den base units: both are exact doubles, so a measure is rounded once only.
struct Unit {
  std::string_view name;
  Dim dim;
  double num = 1;
  double den = 1;
};

constexpr Dim kTime{.time = 1}, kMonth{.month = 1}, kEnergy{.energy = 1}, kData{.data = 1};
constexpr Dim kPower{.time = -1, .energy = 1}, kFlop{.flop = 1}, kMass{.mass = 1};
constexpr Dim kVolume{.volume = 1}, kToken{.token = 1}, kRequest{.request = 1}, kItem{.item = 1};
constexpr Dim kUser{.user = 1}, kDevice{.device = 1}, kNode{.node = 1}, kPerson{.person = 1};

constexpr double kKi = 1024.0, kMi = kKi * kKi, kGi = kMi * kKi, kTi = kGi * kKi, kPi = kTi * kKi;

constexpr auto kUnits = std::to_array<Unit>({
    {"%", {}, 1, 100},
    {"ps", kTime, 1, 1e12},
    {"ns", kTime, 1, 1e9},
    {"us", kTime, 1, 1e6},
    {"ms", kTime, 1, 1e3},
    {"s", kTime},
    {"second", kTime},
    {"seconds", kTime},
    {"min", kTime, 60},
    {"minute", kTime, 60},
    {"minutes", kTime, 60},
    {"h", kTime, 3600},
    {"hour", kTime, 3600},
    {"hours", kTime, 3600},
    {"day", kTime, 86400},
    {"days", kTime, 86400},
    {"week", kTime, 604800},
    {"weeks", kTime, 604800},
    {"month", kMonth},
    {"months", kMonth},
    {"quarter", kMonth, 3},
    {"quarters", kMonth, 3},
    {"year", kMonth, 12},
    {"years", kMonth, 12},
    {"W", kPower},
    {"kW", kPower, 1e3},
    {"MW", kPower, 1e6},
    {"GW", kPower, 1e9},
    {"J", kEnergy},
    {"kJ", kEnergy, 1e3},
    {"MJ", kEnergy, 1e6},
    {"GJ", kEnergy, 1e9},
    {"Wh", kEnergy, 3.6e3},
    {"kWh", kEnergy, 3.6e6},
    {"MWh", kEnergy, 3.6e9},
    {"GWh", kEnergy, 3.6e12},
    {"B", kData},
    {"kB", kData, 1e3},
    {"MB", kData, 1e6},
    {"GB", kData, 1e9},
    {"TB", kData, 1e12},
    {"PB", kData, 1e15},
    {"KiB", kData, kKi},
    {"MiB", kData, kMi},
    {"GiB", kData, kGi},
    {"TiB", kData, kTi},
    {"PiB", kData, kPi},
    {"FLOP", kFlop},
    {"MFLOP", kFlop, 1e6},
    {"GFLOP", kFlop, 1e9},
    {"TFLOP", kFlop, 1e12},
    {"PFLOP", kFlop, 1e15},
    {"EFLOP", kFlop, 1e18},
    {"g", kMass},
    {"kg", kMass, 1e3},
    {"t", kMass, 1e6},
    {"gCO2", kMass},
    {"kgCO2", kMass, 1e3},
    {"tCO2", kMass, 1e6},
    {"gCO2e", kMass},
    {"kgCO2e", kMass, 1e3},
    {"tCO2e", kMass, 1e6},
    {"L", kVolume},
    {"token", kToken},
    {"tokens", kToken},
    {"tok", kToken},
    {"ktok", kToken, 1e3},
    {"Mtok", kToken, 1e6},
    {"Gtok", kToken, 1e9},
    {"Ttok", kToken, 1e12},
    {"request", kRequest},
    {"requests", kRequest},
    {"call", kRequest},
    {"calls", kRequest},
    {"item", kItem},
    {"items", kItem},
    {"label", kItem},
    {"labels", kItem},
    {"image", kItem},
    {"images", kItem},
    {"user", kUser},
    {"users", kUser},
    {"GPU", kDevice},
    {"GPUs", kDevice},
    {"device", kDevice},
    {"devices", kDevice},
    {"node", kNode},
    {"nodes", kNode},
    {"server", kNode},
    {"servers", kNode},
    {"FTE", kPerson},
    {"FTEs", kPerson},
    {"seat", kPerson},
    {"seats", kPerson},
    {"person", kPerson},
    {"persons", kPerson},
    {"people", kPerson},
});

constexpr auto kCurrencies = std::to_array<std::string_view>(
    {"USD", "EUR", "GBP", "JPY", "CHF", "CAD", "AUD", "NZD", "INR", "CNY", "HKD", "SGD", "KRW",
     "TWD", "SEK", "NOK", "DKK", "ISK", "PLN", "CZK", "HUF", "RON", "TRY", "ILS", "AED", "SAR",
     "ZAR", "BRL", "MXN", "CLP", "COP", "ARS", "THB", "MYR", "IDR", "PHP", "VND", "QAR"});

// Spellings that are understood well enough to say what to write, but not to accept.
struct Refusal {
  std::string_view name, advice;
};
constexpr auto kRefusals = std::to_array<Refusal>({
    {"b", "bits are not accepted; write bytes, such as 'B' or 'GB'"},
    {"kb", "bits are not accepted; write bytes, such as 'kB'"},
    {"Mb", "bits are not accepted; write bytes, such as 'MB'"},
    {"Gb", "bits are not accepted; write bytes, such as 'GB'"},
    {"Tb", "bits are not accepted; write bytes, such as 'TB'"},
    {"Gbps", "bits are not accepted; write bytes, such as 'GB/s'"},
    {"KB", "write 'kB' for 1000 bytes or 'KiB' for 1024"},
    {"FLOPS", "write 'FLOP/s' for a rate"},
    {"GFLOPS", "write 'GFLOP/s' for a rate"},
    {"TFLOPS", "write 'TFLOP/s' for a rate"},
    {"PFLOPS", "write 'PFLOP/s' for a rate"},
    {"$", "write the currency code, such as 'USD'"},
    {"€", "write the currency code, such as 'EUR'"},
    {"£", "write the currency code, such as 'GBP'"},
    {"GPUh", "write 'GPU h'"},
    {"d", "write 'day'"},
    {"y", "write 'year'"},
    {"yr", "write 'year'"},
    {"mo", "write 'month'"},
    {"hr", "write 'h'"},
    {"hrs", "write 'h'"},
    {"kWhr", "write 'kWh'"},
    {"kwh", "write 'kWh'"},
    {"l", "write 'L' for litres"},
});

constexpr std::size_t kLongestText = 200;
constexpr std::size_t kMostFactors = 6;  // keeps every exponent inside Dim's 8 bits

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_space(char c) {
  return c == ' ' || c == '\t';
}

// Quoted for a one-line message: control bytes replaced, long text cut between UTF-8 characters.
std::string quoted(std::string_view text) {
  constexpr std::size_t kMost = 60;
  std::size_t size = std::min(text.size(), kMost);
  while (size > 0 && size < text.size() &&
         (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) {
    --size;
  }
  std::string out(text.substr(0, size));
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      c = '?';
    }
  }
  return "'" + out + (size < text.size() ? "...'" : "'");
}

// How many leading characters look like a number, right or wrong: "1,000", "2.5e-3", "1__0".
std::size_t number_length(std::string_view text) {
  std::size_t i = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  while (i < text.size() &&
         (is_digit(text[i]) || text[i] == '_' || text[i] == '.' || text[i] == ',')) {
    ++i;
  }
  if (i > 0 && i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    std::size_t j = i + 1;
    j += j < text.size() && (text[j] == '-' || text[j] == '+') ? 1 : 0;
    if (j < text.size() && is_digit(text[j])) {
      while (j < text.size() && is_digit(text[j])) {
        ++j;
      }
      return j;
    }
  }
  return i;
}

// Why `text` is not a plain decimal number; empty when it is one.
std::string number_fault(std::string_view text) {
  const auto body = text.substr(!text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0);
  if (body.empty() || (!is_digit(body[0]) && body[0] != '.')) {
    return fmt::format("{} is not a number", quoted(text));
  }
  if (text.find(',') != std::string_view::npos) {
    return fmt::format("{} has a comma; write 1_000 or 1000 for a thousand and 0.5 for a half",
                       quoted(text));
  }
  if (std::count(body.begin(), body.end(), '.') > 1) {
    return fmt::format("{} has more than one point; write 1_000_000 or 1000000 for a million",
                       quoted(text));
  }
  if (body.size() > 1 && body[0] == '0' && (body[1] == 'x' || body[1] == 'X')) {
    return fmt::format("{}: hexadecimal numbers are not accepted", quoted(text));
  }
  if (body.size() > 1 && body[0] == '0' && (is_digit(body[1]) || body[1] == '_')) {
    return fmt::format("{} has a leading zero; write it without", quoted(text));
  }
  for (std::size_t i = 0; i < body.size(); ++i) {
    const bool between =
        i > 0 && i + 1 < body.size() && is_digit(body[i - 1]) && is_digit(body[i + 1]);
    if (body[i] == '_' && !between) {
      return fmt::format("{}: an underscore must stand between two digits", quoted(text));
    }
    if (body[i] == '.' && !between) {
      return fmt::format("{}: a decimal point needs a digit on both sides", quoted(text));
    }
  }
  return number_length(text) == text.size() ? "" : fmt::format("{} is not a number", quoted(text));
}

std::string unknown_unit(std::string_view name, std::string_view currency) {
  for (const auto& refusal : kRefusals) {
    if (refusal.name == name) {
      return fmt::format("unknown unit {}; {}", quoted(name), refusal.advice);
    }
  }
  if (name == "k" || name == "M") {
    return fmt::format("{} is a multiplier and needs a unit after it, such as '{} requests'",
                       quoted(name), name);
  }
  std::vector<std::string> names{std::string(currency)};
  for (const auto& unit : kUnits) {
    names.emplace_back(unit.name);
  }
  const auto near = nearest(name, names, 1);
  return near.empty() ? fmt::format("unknown unit {}", quoted(name))
                      : fmt::format("unknown unit {}; did you mean '{}'?", quoted(name), near[0]);
}

Parsed<Unit> find_unit(std::string_view name, std::string_view currency) {
  if (name == currency && !name.empty()) {
    return Unit{name, {.money = 1}};
  }
  for (const auto& unit : kUnits) {
    if (unit.name == name) {
      return unit;
    }
  }
  for (const auto& code : kCurrencies) {
    if (code == name) {
      return fmt::format(
          "{} is not the scenario's currency {}; one currency is computed, so "
          "convert the figure first",
          quoted(name), currency);
    }
  }
  return unknown_unit(name, currency);
}

// Reads a unit expression: terms separated by `/` or `per`; a term is [number][k|M|B] name
// [name...].
class UnitReader {
 public:
  UnitReader(std::string_view text, std::string_view currency) : text_(text), currency_(currency) {}

  // `bare`: the expression follows a number, so its first term may not begin with another.
  Parsed<Unit> read(bool bare) {
    split();
    std::size_t i = 0;
    for (bool denominator = false;; denominator = true) {
      const std::size_t end = end_of_term(i);
      if (auto fault = read_term(i, end, denominator, bare && !denominator); !fault.empty()) {
        return fault;
      }
      if (end == words_.size()) {
        break;
      }
      i = end + 1;
    }
    return Unit{text_, dim_, num_, den_};
  }

 private:
  // Words: names, "/" (also for `per`) and "-".
  void split() {
    std::size_t i = 0;
    while (i < text_.size()) {
      if (is_space(text_[i])) {
        ++i;
      } else if (text_[i] == '/' || (text_[i] == '-' && i > 0)) {
        words_.push_back(text_.substr(i++, 1));
      } else {
        std::size_t j = i + 1;
        while (j < text_.size() && !is_space(text_[j]) && text_[j] != '/' && text_[j] != '-') {
          ++j;
        }
        const auto word = text_.substr(i, j - i);
        words_.push_back(word == "per" ? std::string_view("/") : word);
        i = j;
      }
    }
  }

  std::size_t end_of_term(std::size_t i) const {
    while (i < words_.size() && words_[i] != "/") {
      ++i;
    }
    return i;
  }

  std::string read_term(std::size_t i, std::size_t end, bool denominator, bool bare) {
    if (i == end) {
      return fmt::format("{}: a unit is missing {} '/'", quoted(text_),
                         denominator ? "after" : "before");
    }
    double scale = 1;
    if (is_digit(words_[i][0])) {
      if (auto fault = read_number(i, end, bare, scale); !fault.empty()) {
        return fault;
      }
    }
    if (i + 1 < end && words_[i + 1] != "-") {
      if (const double times = multiplier(words_[i]); times > 0) {
        scale *= times;
        ++i;
      }
    }
    (denominator ? den_ : num_) *= scale;
    return read_names(i, end, denominator);
  }

  // A leading count such as the `1M` of "USD/1M tokens"; leaves `i` at the first name.
  std::string read_number(std::size_t& i, std::size_t end, bool bare, double& scale) {
    const std::size_t length = number_length(words_[i]);
    const auto number = parse_number(words_[i].substr(0, length));
    if (bare) {
      return fmt::format("{} after the number is not a unit; write 1_000 or 1000 for a thousand",
                         quoted(words_[i]));
    }
    if (const auto* fault = std::get_if<std::string>(&number)) {
      return *fault;
    }
    scale = std::get<double>(number);
    if (!(scale > 0)) {
      return fmt::format("{}: a unit cannot be counted in zeros", quoted(text_));
    }
    words_[i].remove_prefix(length);
    i += words_[i].empty() ? 1 : 0;
    return i < end ? "" : fmt::format("{}: a unit is missing after the number", quoted(text_));
  }

  std::string read_names(std::size_t i, std::size_t end, bool denominator) {
    for (bool first = true; i < end; first = false) {
      const bool joined = words_[i] == "-";
      i += joined && !first ? 1 : 0;
      if (i == end) {
        return fmt::format("{}: a unit is missing after '-'", quoted(text_));
      }
      if (denominator && !first && !joined) {
        return fmt::format(
            "{}: two units after '/' are ambiguous; write 'USD/GPU/h' or 'USD/GPU-h'",
            quoted(text_));
      }
      const auto unit = find_unit(words_[i++], currency_);
      if (const auto* fault = std::get_if<std::string>(&unit)) {
        return *fault;
      }
      if (++factors_ > kMostFactors) {
        return fmt::format("{} has more than {} units in it", quoted(text_), kMostFactors);
      }
      take(std::get<Unit>(unit), denominator);
    }
    return {};
  }

  void take(const Unit& unit, bool denominator) {
    dim_ = denominator ? dim_ - unit.dim : dim_ + unit.dim;
    num_ *= denominator ? unit.den : unit.num;
    den_ *= denominator ? unit.num : unit.den;
  }

  static double multiplier(std::string_view word) {
    return word == "k" ? 1e3 : word == "M" ? 1e6 : word == "B" ? 1e9 : 0;
  }

  std::string_view text_, currency_;
  std::vector<std::string_view> words_;
  Dim dim_;
  double num_ = 1, den_ = 1;
  std::size_t factors_ = 0;
};

Parsed<Unit> read_unit(std::string_view text, std::string_view currency, bool bare) {
  if (text.size() > kLongestText) {
    return fmt::format("{} is too long for a unit", quoted(text));
  }
  return UnitReader(text, currency).read(bare);
}

double round_to_6_digits(double value) {
  const std::string text = fmt::format("{:.5e}", value);
  double rounded{};
  std::from_chars(text.data(), text.data() + text.size(), rounded);
  return rounded == 0 ? 0.0 : rounded;  // no "-0"
}

}  // namespace

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && is_space(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

Parsed<double> parse_number(std::string_view text) {
  text = trim(text);
  if (text.size() > kLongestText) {
    return fmt::format("{} is too long for a number", quoted(text));
  }
  if (auto fault = number_fault(text); !fault.empty()) {
    return fault;
  }
  std::string plain;
  for (const char c : text) {
    if (c != '_' && !(plain.empty() && c == '+')) {
      plain += c;
    }
  }
  double value{};
  const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
  if (error != std::errc{} || end != plain.data() + plain.size() || !std::isfinite(value)) {
    return fmt::format("{} is too large or too small for a number", quoted(text));
  }
  return value;
}

Parsed<Measure> parse_unit(std::string_view text, std::string_view currency) {
  text = trim(text);
  if (text.empty()) {
    return Measure{1.0, {}};
  }
  const auto unit = read_unit(text, currency, false);
  if (const auto* fault = std::get_if<std::string>(&unit)) {
    return *fault;
  }
  const auto& [name, dim, num, den] = std::get<Unit>(unit);
  if (!std::isfinite(num / den) || !(num / den > 0)) {
    return fmt::format("{} is too large or too small for a unit", quoted(text));
  }
  return Measure{num / den, dim};
}

Parsed<Measure> parse_measure(std::string_view text, std::string_view currency) {
  text = trim(text);
  const std::size_t length = number_length(text);
  if (length == 0) {
    return fmt::format("{} must start with a number, such as '700 W'", quoted(text));
  }
  const auto rest = trim(text.substr(length));
  if (text.size() > length && (text[length] == 'x' || text[length] == 'X')) {
    return fmt::format("{}: hexadecimal numbers are not accepted", quoted(text));
  }
  const auto number = parse_number(text.substr(0, length));
  if (const auto* fault = std::get_if<std::string>(&number)) {
    return *fault;
  }
  if (rest.empty()) {
    return Measure{std::get<double>(number), {}};
  }
  const auto unit = read_unit(rest, currency, true);
  if (const auto* fault = std::get_if<std::string>(&unit)) {
    return *fault;
  }
  const auto& [name, dim, num, den] = std::get<Unit>(unit);
  const double value = std::get<double>(number) * num / den;
  if (!std::isfinite(value)) {
    return fmt::format("{} is too large", quoted(text));
  }
  return Measure{value, dim};
}

std::string format_measure(double value, std::string_view unit, std::string_view currency) {
  const auto one = parse_unit(unit, currency);
  require(std::holds_alternative<Measure>(one), "cannot show a value in the unit '{}'", unit);
  const double shown = round_to_6_digits(value / std::get<Measure>(one).value);
  return unit.empty() ? fmt::format("{}", shown) : fmt::format("{} {}", shown, unit);
}

}  // namespace costwright
