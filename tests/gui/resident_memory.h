#pragma once
// How much memory this program holds.
#include <fstream>
#include <unistd.h>

namespace costwright::testing {

inline double resident_mb() {
  std::ifstream file("/proc/self/statm");
  double pages = 0, resident = 0;
  file >> pages >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

}  // namespace costwright::testing
