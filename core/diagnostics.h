#pragma once
// An analyst's mistake is a diagnostic, not an exception: it has a place, says what is wrong and
// what to do. Collect all of them, then stop. Printed as `file:line:col: error: message; hint`.
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace costwright {

struct Place {
  std::string file;  // as the user named it; empty = no place
  int line{};        // from 1; 0 = whole file
  int column{};      // from 1; 0 = whole line
};

enum class Severity { kError, kWarning };

struct Diagnostic {
  Severity severity = Severity::kError;
  Place place;
  std::string message;
  std::string hint;  // "did you mean 'h100-sxm'?"; may be empty
};

std::string to_string(const Diagnostic& diagnostic);

class Diagnostics {
 public:
  // What was said before, at the same place in the same words, is not said or counted again.
  void error(Place place, std::string message, std::string hint = {});
  void warning(Place place, std::string message, std::string hint = {});
  bool has_errors() const { return errors_ > 0; }
  int error_count() const { return errors_; }
  const std::vector<Diagnostic>& all() const { return all_; }
  std::string first_error() const;  // its message; "" when there is none
  // All of them, sorted by file, line and column, one a line.
  std::string text() const;

 private:
  void add(Diagnostic diagnostic);
  std::vector<Diagnostic> all_;
  std::set<std::string> said_;
  int errors_ = 0;
};

// The candidates nearest to `word` by edit distance, at most `most`; empty when none is near.
std::vector<std::string> nearest(std::string_view word,
                                 const std::vector<std::string>& candidates,
                                 int most = 1);
// "did you mean 'a' or 'b'?" or "" from nearest().
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

// A broken precondition inside the program (not user input): throws std::logic_error with the
// values in the text.
template <class... Args>
void require(bool condition, fmt::format_string<Args...> text, Args&&... args) {
  if (!condition) {
    throw std::logic_error(fmt::format(text, std::forward<Args>(args)...));
  }
}

}  // namespace costwright
