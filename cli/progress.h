#pragma once
// A bar on stderr for anything over a second, only on a terminal.
#include <chrono>
#include <string>

namespace costwright::cli {

class ProgressBar {
 public:
  explicit ProgressBar(std::string what);  // "simulating"
  ~ProgressBar();                          // wipes it
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  void show(double share);  // 0..1

 private:
  std::string what_;
  bool terminal_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point last_ = started_;
};

}  // namespace costwright::cli
