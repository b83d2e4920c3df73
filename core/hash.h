#pragma once
// A 64-bit content hash (FNV-1a over canonical little-endian bytes, finished by a mixer) for cache
// keys. Not cryptographic. Callers feed values in a written order; names, paths and threads never
// enter.
#include <bit>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace costwright {

class Hasher {
 public:
  template <class T>
  requires std::is_integral_v<T> || std::is_enum_v<T> Hasher& add(T value) {
    auto v = static_cast<std::uint64_t>(value);
    for (int i = 0; i < 8; ++i, v >>= 8) {
      byte(static_cast<unsigned char>(v & 0xff));
    }
    return *this;
  }
  Hasher& add(double value) { return add(std::bit_cast<std::uint64_t>(value == 0 ? 0.0 : value)); }
  Hasher& add(std::string_view text) {
    add(text.size());
    for (const char c : text) {
      byte(static_cast<unsigned char>(c));
    }
    return *this;
  }
  template <class Range>
  Hasher& add_all(const Range& range) {
    add(range.size());
    for (const auto& v : range) {
      add(v);
    }
    return *this;
  }
  // A long row of numbers, a word at a time: several times as fast as add_all, which it does not
  // equal.
  Hasher& add_words(std::span<const std::int64_t> words) {
    add(words.size());
    for (const std::int64_t word : words) {
      state_ = (state_ ^ static_cast<std::uint64_t>(word)) * 0x9e3779b97f4a7c15ULL;
      state_ ^= state_ >> 32;
    }
    return *this;
  }
  std::uint64_t value() const {
    std::uint64_t x = state_;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
  }

 private:
  void byte(unsigned char b) { state_ = (state_ ^ b) * 0x100000001b3ULL; }
  std::uint64_t state_ = 0xcbf29ce484222325ULL;
};

}  // namespace costwright
