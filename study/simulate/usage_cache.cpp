#include "study/simulate/usage_cache.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "core/files.h"
#include "core/hash.h"
#include "sim/meters/usage_fields.h"

namespace costwright::study {
namespace {

constexpr std::string_view kMagic = "costwright-usage-8\n";
constexpr std::size_t kMostEntryBytes = std::size_t{256} << 20;
constexpr std::size_t kPrunedEvery = 10;           // tenths of the folder that were written
constexpr std::uint64_t kMostElements = 1U << 24;  // no honest file has longer arrays

__extension__ typedef unsigned __int128 Unsigned128;

class Writer {
 public:
  void number(sim::Int128 value) {
    auto v = static_cast<Unsigned128>(value);
    while (v >= 0x80) {
      bytes_ += static_cast<char>(static_cast<unsigned char>(v & 0x7f) | 0x80);
      v >>= 7;
    }
    bytes_ += static_cast<char>(v);
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  bool ok() const { return ok_; }
  bool at_end() const { return position_ == bytes_.size(); }
  sim::Int128 number() {
    Unsigned128 v = 0;
    for (int shift = 0; shift < 128; shift += 7) {
      if (position_ >= bytes_.size()) {
        ok_ = false;
        return 0;
      }
      const auto b = static_cast<unsigned char>(bytes_[position_++]);
      v |= static_cast<Unsigned128>(b & 0x7f) << shift;
      if ((b & 0x80) == 0) {
        return static_cast<sim::Int128>(v);
      }
    }
    ok_ = false;
    return 0;
  }
  std::size_t count() {
    const sim::Int128 n = number();
    ok_ = ok_ && n >= 0 && n <= static_cast<sim::Int128>(kMostElements);
    return ok_ ? static_cast<std::size_t>(n) : 0;
  }

 private:
  std::string_view bytes_;
  std::size_t position_ = 0;
  bool ok_ = true;
};

// Sparse: runs of (zeros skipped, count).
void write_histogram(Writer& writer, const LatencyHistogram& histogram) {
  std::vector<std::pair<int, std::uint64_t>> filled;
  for (int bucket = histogram.first_bucket(); bucket < histogram.end_bucket(); ++bucket) {
    if (const auto count = histogram.count_in(bucket)) {
      filled.emplace_back(bucket, count);
    }
  }
  writer.number(static_cast<sim::Int128>(filled.size()));
  int last = 0;
  for (const auto& [bucket, count] : filled) {
    writer.number(static_cast<sim::Int128>(bucket - last));
    writer.number(static_cast<sim::Int128>(count));
    last = bucket;
  }
}

bool read_histogram(Reader& reader, LatencyHistogram& histogram) {
  const std::size_t filled = reader.count();
  std::size_t bucket = 0;
  for (std::size_t i = 0; i < filled && reader.ok(); ++i) {
    bucket += reader.count();
    if (bucket >= static_cast<std::size_t>(LatencyHistogram::kBuckets)) {
      return false;
    }
    histogram.add_in(static_cast<int>(bucket), static_cast<std::uint64_t>(reader.number()));
  }
  return reader.ok();
}

void write_buckets(Writer& writer, const std::vector<sim::UsageBucket>& buckets) {
  writer.number(static_cast<sim::Int128>(buckets.size()));
  for (const sim::UsageBucket& bucket : buckets) {
    sim::for_each(numbers(bucket), [&](auto& value) {
      writer.number(value);
    });
  }
}

void read_buckets(Reader& reader, std::vector<sim::UsageBucket>& buckets) {
  const std::size_t count = reader.count();
  for (std::size_t i = 0; i < count && reader.ok(); ++i) {
    sim::for_each(numbers(buckets.emplace_back()), [&](auto& value) {
      value = static_cast<std::remove_reference_t<decltype(value)>>(reader.number());
    });
  }
}

// Of an entry: a file under another's name is not that entry.
std::uint64_t digest(std::uint64_t key, std::string_view payload) {
  return Hasher().add(key).add(payload).value();
}

std::size_t bytes_of(const sim::PoolUsage& usage) {
  const std::size_t times = 1 + usage.kinds.size();
  std::size_t bytes = sizeof usage + times * usage.buckets.size() * sizeof(sim::UsageBucket);
  for (const sim::ClassUsage& klass : usage.classes) {
    for (const sim::ClassDay& day : klass.days) {
      bytes += sizeof day;
      for (const auto* histogram :
           {&day.latency.ttft, &day.latency.tpot, &day.latency.itl, &day.latency.e2e}) {
        bytes += static_cast<std::size_t>(histogram->end_bucket() - histogram->first_bucket()) *
                 sizeof(std::uint64_t);
      }
    }
  }
  return bytes;
}

struct Entry {
  std::filesystem::file_time_type time;
  std::uintmax_t bytes{};
  std::filesystem::path path;
};

std::vector<Entry> entries_of(const std::string& folder) {
  std::vector<Entry> entries;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    std::error_code gone;
    const auto time = entry.last_write_time(gone);
    const auto bytes = gone ? 0 : entry.file_size(gone);
    if (!gone && entry.path().extension() == ".usage") {
      entries.push_back({time, bytes, entry.path()});
    }
  }
  return entries;
}

// The oldest entries go until the folder holds no more than it may.
void prune(const std::string& folder) {
  sweep_temporaries(folder);
  std::vector<Entry> entries = entries_of(folder);
  std::uintmax_t total = 0;
  for (const Entry& entry : entries) {
    total += entry.bytes;
  }
  std::ranges::sort(entries, {}, &Entry::time);
  for (const Entry& entry : entries) {
    if (total <= UsageCache::kMostFolderBytes) {
      return;
    }
    std::error_code ignored;
    std::filesystem::remove(entry.path, ignored);
    total -= entry.bytes;
  }
}

std::optional<std::string> home_cache() {
  const auto set = [](const char* name) -> std::optional<std::string> {
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0' ? std::optional<std::string>(value) : std::nullopt;
  };
  if (auto own = set("COSTWRIGHT_CACHE")) {
    return own;
  }
  if (const auto xdg = set("XDG_CACHE_HOME")) {
    return *xdg + "/costwright";
  }
  if (const auto home = set("HOME")) {
    return *home + "/.cache/costwright";
  }
  return std::nullopt;
}

}  // namespace

std::string encode(const sim::PoolUsage& usage, std::uint64_t key) {
  Writer writer;
  write_buckets(writer, usage.buckets);
  writer.number(static_cast<sim::Int128>(usage.kinds.size()));
  for (const auto& kind : usage.kinds) {
    write_buckets(writer, kind);
  }
  writer.number(static_cast<sim::Int128>(usage.classes.size()));
  for (const auto& klass : usage.classes) {
    writer.number(static_cast<sim::Int128>(klass.days.size()));
    for (const auto& day : klass.days) {
      sim::for_each(numbers(day), [&](auto& value) {
        writer.number(value);
      });
      sim::for_each(histograms(day.latency), [&](auto& histogram) {
        write_histogram(writer, histogram);
      });
    }
    for (const sim::SamplePart& part : klass.parts) {
      sim::for_each(numbers(part), [&](auto& value) {
        writer.number(value);
      });
    }
  }
  writer.number(usage.backlog_end);
  writer.number(usage.max_queue);
  const std::string payload = writer.take();
  return fmt::format("{}{:016x}\n", kMagic, digest(key, payload)) + payload;
}

std::optional<sim::PoolUsage> decode(std::string_view bytes, std::uint64_t key) {
  const std::size_t header = kMagic.size() + 17;
  if (bytes.size() < header || bytes.substr(0, kMagic.size()) != kMagic ||
      bytes.substr(kMagic.size(), 17) !=
          fmt::format("{:016x}\n", digest(key, bytes.substr(header)))) {
    return std::nullopt;
  }
  Reader reader(bytes.substr(header));
  const auto read = [&](auto& value) {
    value = static_cast<std::remove_reference_t<decltype(value)>>(reader.number());
  };
  sim::PoolUsage usage;
  read_buckets(reader, usage.buckets);
  const std::size_t kinds = reader.count();
  for (std::size_t k = 0; k < kinds && reader.ok(); ++k) {
    read_buckets(reader, usage.kinds.emplace_back());
  }
  const std::size_t classes = reader.count();
  for (std::size_t c = 0; c < classes && reader.ok(); ++c) {
    auto& klass = usage.classes.emplace_back();
    const std::size_t days = reader.count();
    for (std::size_t d = 0; d < days && reader.ok(); ++d) {
      auto& day = klass.days.emplace_back();
      sim::for_each(numbers(day), read);
      bool good = true;
      sim::for_each(histograms(day.latency), [&](auto& histogram) {
        good = good && read_histogram(reader, histogram);
      });
      if (!good) {
        return std::nullopt;
      }
    }
    for (sim::SamplePart& part : klass.parts) {
      sim::for_each(numbers(part), read);
    }
  }
  read(usage.backlog_end);
  read(usage.max_queue);
  return reader.ok() && reader.at_end() ? std::optional(std::move(usage)) : std::nullopt;
}

std::string UsageCache::default_folder() {
  return home_cache().value_or("");
}

std::string UsageCache::path_of(std::uint64_t key) const {
  return fmt::format("{}/{:016x}.usage", folder_, key);
}

std::shared_ptr<const sim::PoolUsage> UsageCache::in_memory(std::uint64_t key) const {
  const std::lock_guard lock(mutex_);
  const auto found = kept_.find(key);
  return found != kept_.end() ? found->second : nullptr;
}

std::shared_ptr<const sim::PoolUsage> UsageCache::load(std::uint64_t key) const {
  if (auto kept = in_memory(key)) {
    return kept;
  }
  if (folder_.empty()) {
    return nullptr;
  }
  Diagnostics ignored;
  const auto bytes = read_file(path_of(key), ignored, kMostEntryBytes);
  auto decoded = bytes ? decode(*bytes, key) : std::nullopt;
  if (!decoded) {
    return nullptr;
  }
  auto usage = std::make_shared<const sim::PoolUsage>(std::move(*decoded));
  keep(key, usage);
  return usage;
}

void UsageCache::keep(std::uint64_t key, std::shared_ptr<const sim::PoolUsage> usage) const {
  const std::lock_guard lock(mutex_);
  const std::size_t size = bytes_of(*usage);
  if (!kept_.emplace(key, std::move(usage)).second) {
    return;
  }
  order_.push_back(key);
  bytes_ += size;
  while (bytes_ > most_bytes_ && order_.size() > 1) {
    const auto oldest = kept_.find(order_.front());
    bytes_ -= bytes_of(*oldest->second);
    kept_.erase(oldest);
    order_.pop_front();
  }
}

void UsageCache::store(std::uint64_t key, std::shared_ptr<const sim::PoolUsage> usage) const {
  write(key, *usage);
  keep(key, std::move(usage));
}

void UsageCache::write(std::uint64_t key, const sim::PoolUsage& usage) const {
  if (folder_.empty()) {
    return;
  }
  const std::string bytes = encode(usage, key);
  Diagnostics ignored;
  if (write_file(path_of(key), bytes, ignored, FileAccess::kPrivate)) {
    const std::lock_guard lock(mutex_);
    written_ += bytes.size();
    if (written_ >= kMostFolderBytes / kPrunedEvery || !pruned_) {
      pruned_ = true;
      written_ = 0;
      prune(folder_);
    }
  }
}

}  // namespace costwright::study
