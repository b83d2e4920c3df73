#include "cli/progress.h"

#include <cstdio>
#include <unistd.h>

namespace costwright::cli {

bool is_watched() {
  return ::isatty(STDERR_FILENO) != 0;
}

ProgressBar::ProgressBar(std::string what) : what_(std::move(what)) {}

ProgressBar::~ProgressBar() {
  if (shown_) {
    std::fprintf(stderr, "\r%79s\r", "");
  }
}

void ProgressBar::show(double share) {
  const auto now = std::chrono::steady_clock::now();
  if (!terminal_ || now - started_ < std::chrono::seconds(1) ||
      now - last_ < std::chrono::milliseconds(100)) {
    return;
  }
  last_ = now;
  const double elapsed = std::chrono::duration<double>(now - started_).count();
  constexpr int kWidth = 40;
  const int filled = static_cast<int>(kWidth * share);
  const std::string bar = std::string(static_cast<std::size_t>(filled), '#') +
                          std::string(static_cast<std::size_t>(kWidth - filled), '.');
  std::fprintf(stderr, "\r%s [%s] %3.0f %%  %.0f s left ", what_.c_str(), bar.c_str(), 100 * share,
               share > 0.01 ? elapsed * (1 - share) / share : 0.0);
  shown_ = true;
}

}  // namespace costwright::cli
