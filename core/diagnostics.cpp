#include "core/diagnostics.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "core/printable.h"

namespace costwright {
namespace {

auto order_of(const Diagnostic& d) {
  return std::tie(d.place.file, d.place.line, d.place.column, d.severity, d.message, d.hint);
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto lower = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c == '_' ? '-' : c;
      };
      const std::size_t replace = diagonal + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replace});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string to_string(const Diagnostic& d) {
  std::string text = one_line(d.place.file);
  if (!text.empty()) {
    if (d.place.line > 0) {
      text += fmt::format(":{}", d.place.line);
    }
    if (d.place.line > 0 && d.place.column > 0) {
      text += fmt::format(":{}", d.place.column);
    }
    text += ": ";
  }
  text += d.severity == Severity::kError ? "error: " : "warning: ";
  text += one_line(d.message);
  if (!d.hint.empty()) {
    text += "; " + one_line(d.hint);
  }
  return text;
}

void Diagnostics::error(Place place, std::string message, std::string hint) {
  add({Severity::kError, std::move(place), std::move(message), std::move(hint)});
}

void Diagnostics::warning(Place place, std::string message, std::string hint) {
  add({Severity::kWarning, std::move(place), std::move(message), std::move(hint)});
}

void Diagnostics::add(Diagnostic diagnostic) {
  if (said_.insert(to_string(diagnostic)).second) {
    errors_ += diagnostic.severity == Severity::kError ? 1 : 0;
    all_.push_back(std::move(diagnostic));
  }
}

std::string Diagnostics::first_error() const {
  const auto first = std::find_if(all_.begin(), all_.end(), [](const Diagnostic& one) {
    return one.severity == Severity::kError;
  });
  return first != all_.end() ? first->message : "";
}

std::string Diagnostics::text() const {
  auto sorted = all_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return order_of(a) < order_of(b);
  });
  std::string text;
  for (const auto& d : sorted) {
    text += to_string(d) + "\n";
  }
  return text;
}

std::vector<std::string> nearest(std::string_view word,
                                 const std::vector<std::string>& candidates,
                                 int most) {
  std::vector<std::pair<std::size_t, std::string>> near;
  for (const auto& c : candidates) {
    const std::size_t limit = std::max<std::size_t>(2, std::max(word.size(), c.size()) / 3);
    // Lengths alone bound the distance from below; saves the quadratic work on large catalogues.
    const std::size_t gap =
        word.size() > c.size() ? word.size() - c.size() : c.size() - word.size();
    if (gap <= limit) {
      if (const auto distance = edit_distance(word, c); distance <= limit && distance < c.size()) {
        near.emplace_back(distance, c);
      }
    }
  }
  std::sort(near.begin(), near.end());
  std::vector<std::string> names;
  for (std::size_t i = 0; i < near.size() && static_cast<int>(names.size()) < most; ++i) {
    names.push_back(near[i].second);
  }
  return names;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
  const auto names = nearest(word, candidates, 2);
  if (names.empty()) {
    return "";
  }
  return names.size() == 1 ? fmt::format("did you mean '{}'?", names[0])
                           : fmt::format("did you mean '{}' or '{}'?", names[0], names[1]);
}

}  // namespace costwright
