#pragma once
// What who waits for an answer is told on stderr, only on a terminal: a bar for anything over a
// second.
#include <chrono>
#include <string>

namespace costwright::cli {

bool is_watched();  // stderr is a terminal

class ProgressBar {
 public:
  explicit ProgressBar(std::string what);  // "simulating"
  ~ProgressBar();                          // wipes it
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  void show(double share);  // 0..1

 private:
  std::string what_;
  bool terminal_ = is_watched();
  bool shown_ = false;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point last_ = started_;
};

}  // namespace costwright::cli
