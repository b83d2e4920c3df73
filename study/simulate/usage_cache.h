#pragma once
// A folder of finished simulations, one file per plan hash: the second run of a scenario, or of one
// that differs in money only, simulates nothing. Files are written to a temporary name and renamed;
// a damaged, foreign or older file reads as "not there". Losing the folder only costs time.
#include <cstdint>
#include <optional>
#include <string>

#include "sim/meters/usage.h"

namespace costwright::study {

class UsageCache {
 public:
  explicit UsageCache(std::string folder) : folder_(std::move(folder)) {}
  std::optional<sim::PoolUsage> load(std::uint64_t key) const;
  void store(std::uint64_t key, const sim::PoolUsage& usage)
      const;  // silently does nothing when the folder can't be written
  // $COSTWRIGHT_CACHE, else $XDG_CACHE_HOME/costwright, else ~/.cache/costwright; empty when none
  // is set.
  static std::string default_folder();

 private:
  std::string path_of(std::uint64_t key) const;
  std::string folder_;
};

// The file format, for tests: a magic word with a version, the payload as integers in little-endian
// varints, a hash of it.
std::string encode(const sim::PoolUsage& usage);
std::optional<sim::PoolUsage> decode(std::string_view bytes);

}  // namespace costwright::study
