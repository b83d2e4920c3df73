#include "core/calendar.h"

#include <chrono>

#include <fmt/format.h>

namespace costwright {
namespace {

std::chrono::year_month chrono_month(YearMonth m) {
  return std::chrono::year{m.year} / std::chrono::month{static_cast<unsigned>(m.month)};
}

}  // namespace

YearMonth YearMonth::operator+(int months) const {
  const int index = year * 12 + (month - 1) + months;
  const int y = index >= 0 ? index / 12 : -((-index + 11) / 12);
  return {y, index - 12 * y + 1};
}

int YearMonth::operator-(YearMonth other) const {
  return (year - other.year) * 12 + (month - other.month);
}

std::optional<YearMonth> parse_year_month(std::string_view text) {
  if (text.size() != 7 || text[4] != '-') {
    return std::nullopt;
  }
  int digits[6];
  for (int i = 0, j = 0; i < 7; ++i) {
    if (i == 4) {
      continue;
    }
    if (text[static_cast<std::size_t>(i)] < '0' || text[static_cast<std::size_t>(i)] > '9') {
      return std::nullopt;
    }
    digits[j++] = text[static_cast<std::size_t>(i)] - '0';
  }
  const YearMonth m{digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3],
                    digits[4] * 10 + digits[5]};
  if (m.month < 1 || m.month > 12 || m.year < 1900 || m.year > 2200) {
    return std::nullopt;
  }
  return m;
}

std::string to_string(YearMonth m) {
  std::string text = std::to_string(m.year) + "-00";
  text[text.size() - 2] = static_cast<char>('0' + m.month / 10);
  text[text.size() - 1] = static_cast<char>('0' + m.month % 10);
  return text;
}

int days_in(YearMonth m) {
  const auto last = chrono_month(m) / std::chrono::last;
  return static_cast<int>(static_cast<unsigned>(last.day()));
}

int first_weekday(YearMonth m) {
  const std::chrono::weekday day{std::chrono::sys_days{chrono_month(m) / 1}};
  return static_cast<int>(day.iso_encoding()) - 1;
}

std::array<int, 7> weekday_counts(YearMonth m) {
  std::array<int, 7> counts{4, 4, 4, 4, 4, 4, 4};
  for (int d = 28; d < days_in(m); ++d) {
    ++counts[static_cast<std::size_t>((first_weekday(m) + d) % 7)];
  }
  return counts;
}

int fiscal_year(YearMonth m, int start) {
  return start == 1 || m.month < start ? m.year : m.year + 1;
}

std::string fiscal_year_name(YearMonth m, int start) {
  return fmt::format("FY{}", fiscal_year(m, start));
}

}  // namespace costwright
