#pragma once
// Bases of the visitors of the field table, for those that need only a part of what it says.
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "core/scenario/field_types.h"
#include "core/scenario/yaml/read_fields.h"

namespace costwright {

// For a visitor that reads fields alone: the rest of the table is passed over.
struct FieldsOnly {
  void about(std::string_view /*title*/, std::string_view /*doc*/) {}
  void exactly_one(std::initializer_list<std::string_view> /*names*/) {}
  void at_least_one(std::initializer_list<std::string_view> /*names*/) {}
  void needs(std::string_view /*name*/, std::initializer_list<std::string_view> /*others*/) {}
  void by_month_excludes(std::initializer_list<std::string_view> /*prices*/,
                         std::string_view /*name*/) {}
};

// Walks the values that one scenario has, with their paths. Derived offers
//   value(member, info, path)   each scalar
//   absent(info, path)          each optional or list that holds nothing
// Prices by month are visited with their months (price.2027-01), elements of lists are not.
template <class Derived>
class ValueWalk : public FieldsOnly {
 public:
  template <class T>
  void field(const T& member, const FieldInfo& info) {
    visit(member, info, join_path(path_, info.name));
  }

 protected:
  const std::string& path() const { return path_; }  // of the section being walked

 private:
  template <class T>
  void visit(const T& member, const FieldInfo& info, const std::string& path) {
    Derived& self = static_cast<Derived&>(*this);
    if constexpr (is_dated<T>) {
      for (const auto& [month, price] : member.steps()) {
        visit(price, info, member.by_month() ? join_path(path, to_string(month)) : path);
      }
    } else if constexpr (is_optional<T>) {
      member ? visit(*member, info, path) : self.absent(info, path);
    } else if constexpr (is_named<T>) {
      for (const auto& [name, entry] : member) {
        visit(entry, {}, join_path(path, name));
      }
    } else if constexpr (is_list<T>) {
      if (member.empty()) {
        self.absent(info, path);
      }
    } else if constexpr (is_scalar<T>) {
      self.value(member, info, path);
    } else {
      const std::string outer = std::exchange(path_, path);
      describe(self, member);
      path_ = outer;
    }
  }

  std::string path_;
};

}  // namespace costwright
