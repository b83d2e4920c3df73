#pragma once
// The name of every enumerator that people see, in the order of the enumeration: YAML, the schema,
// CSV columns and labels share it. An enumeration states its names beside itself, in EnumNames, and
// where a name does not explain itself what each does, in EnumDocs.
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace costwright {

template <class E>
struct EnumNames;  // names: an array of std::string_view

template <class E>
struct EnumDocs {};  // docs: another, as long as the names; or nothing

template <class E>
constexpr std::span<const std::string_view> enum_names() {
  return EnumNames<E>::names;
}

// Empty where the names say it all.
template <class E>
constexpr std::span<const std::string_view> enum_docs() {
  if constexpr (requires { EnumDocs<E>::docs; }) {
    static_assert(EnumDocs<E>::docs.size() == EnumNames<E>::names.size());
    return EnumDocs<E>::docs;
  } else {
    return {};
  }
}

// "net_book_value".
template <class E>
requires requires {
  EnumNames<E>::names;
}
constexpr std::string_view to_string(E value) {
  return EnumNames<E>::names[static_cast<std::size_t>(value)];
}

// The enumerator of that name; nullopt when there is none.
template <class E>
constexpr std::optional<E> enumerator_named(std::string_view name) {
  const auto names = enum_names<E>();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) {
      return static_cast<E>(i);
    }
  }
  return std::nullopt;
}

}  // namespace costwright
