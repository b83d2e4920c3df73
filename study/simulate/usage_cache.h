#pragma once
// Finished simulations by plan hash: what was simulated once, for this scenario or another, is not
// simulated again. In memory for as long as the object lives (up to a limit, the oldest go), and in
// a folder, one file a simulation, for the next time. Its files are their owner's alone; a damaged
// or older file, or one under another's name, reads as "not there". The folder is kept to 1 GiB,
// the oldest go. Losing any of it only costs time.
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "sim/meters/usage.h"

namespace costwright::study {

class UsageCache {
 public:
  static constexpr std::size_t kMostFolderBytes = std::size_t{1} << 30;

  // `folder` empty: in memory only.
  explicit UsageCache(std::string folder, std::size_t most_bytes = std::size_t{512} << 20)
      : folder_(std::move(folder)), most_bytes_(most_bytes) {}

  // Null when it is not known. Safe from any thread.
  std::shared_ptr<const sim::PoolUsage> load(std::uint64_t key) const;
  // A folder that cannot be written is left alone in silence.
  void store(std::uint64_t key, std::shared_ptr<const sim::PoolUsage> usage) const;
  // The same without looking into the folder, or writing to it.
  std::shared_ptr<const sim::PoolUsage> in_memory(std::uint64_t key) const;
  void keep(std::uint64_t key, std::shared_ptr<const sim::PoolUsage> usage) const;
  // $COSTWRIGHT_CACHE, else $XDG_CACHE_HOME/costwright, else ~/.cache/costwright; empty when none
  // is set.
  static std::string default_folder();

 private:
  std::string path_of(std::uint64_t key) const;
  void write(std::uint64_t key, const sim::PoolUsage& usage) const;

  std::string folder_;
  std::size_t most_bytes_;
  mutable std::mutex mutex_;
  mutable std::unordered_map<std::uint64_t, std::shared_ptr<const sim::PoolUsage>> kept_;
  mutable std::deque<std::uint64_t> order_;  // of kept_, the oldest first
  mutable std::size_t bytes_ = 0;            // of kept_
  mutable std::size_t written_ = 0;          // bytes to the folder since it was pruned
  mutable bool pruned_ = false;
};

// The file format, for tests: a magic word with a version, a hash of the key and the payload, the
// payload as integers in little-endian varints.
std::string encode(const sim::PoolUsage& usage, std::uint64_t key);
std::optional<sim::PoolUsage> decode(std::string_view bytes, std::uint64_t key);

}  // namespace costwright::study
