#pragma once
// The visitor of the field table that fills a struct from a YAML tree and reports what does not
// fit.
#include <initializer_list>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/diagnostics.h"
#include "core/scenario/field_types.h"
#include "core/scenario/yaml/yaml.h"

namespace costwright {

struct ReadContext {
  std::vector<std::string>
      sources;  // by YamlNode::source: the file, then "--set path" for each override
  Diagnostics& diagnostics;
  std::map<std::string, Place, std::less<>> places = {};
  std::map<std::string, std::string, std::less<>> texts = {};  // of single values
  std::set<std::string, std::less<>> faulty =
      {};  // paths with an error: rules about them would mislead

  Place place(const YamlNode& node) const;      // of the value
  Place key_place(const YamlNode& node) const;  // of its key; of the value where there is none
  void error(const std::string& path, Place place, std::string message, std::string hint = {});
};

std::string join_path(const std::string& parent, std::string_view name);
std::string quoting_hint(std::string_view path);  // how a text is written behind --set

// Reads the fields of one section; the base holds what needs no template.
class SectionReader {
 public:
  SectionReader(ReadContext& context, const YamlNode& node, std::string path)
      : context_(context), node_(node), path_(std::move(path)) {}

  void about(std::string_view /*title*/, std::string_view /*doc*/) {}

  template <class T>
  void field(T& member, const FieldInfo& info) {
    known_.emplace_back(info.name);
    if (const YamlNode* value = node_.find(info.name)) {
      read(member, *value, info, join_path(path_, info.name));
    } else if (info.required) {
      missing(info.name);
    }
  }

  void exactly_one(std::initializer_list<std::string_view> names);
  void at_least_one(std::initializer_list<std::string_view> names);
  void needs(std::string_view name, std::initializer_list<std::string_view> others);
  void by_month_excludes(std::initializer_list<std::string_view> prices, std::string_view name);
  void knows(std::string_view name) { known_.emplace_back(name); }  // a key that is no field
  void finish();                                                    // unknown keys

 private:
  template <class T>
  void read(T& member, const YamlNode& node, const FieldInfo& info, const std::string& path) {
    if constexpr (is_optional<T>) {
      read(member.emplace(), node, info, path);
    } else if constexpr (is_named<T>) {
      read_named(member, node, path);
    } else if constexpr (is_dated<T>) {
      read_dated(member, node, info, path);
    } else if constexpr (is_list<T>) {
      read_list(member, node, info, path);
    } else if constexpr (is_scalar<T>) {
      read_scalar(member, node, info, path);
    } else if (check_kind(node, YamlNode::Kind::kMap, path)) {
      SectionReader reader(context_, node, path);
      describe(reader, member);
      reader.finish();
    }
  }

  template <class T>
  void read_named(Named<T>& member, const YamlNode& node, const std::string& path) {
    if (!check_kind(node, YamlNode::Kind::kMap, path)) {
      return;
    }
    for (const YamlNode& entry : node.items) {
      const int errors_before = context_.diagnostics.error_count();
      member.emplace_back(entry.key,
                          T{});  // also when it is faulty, so that references to it are found
      check_name(node, entry, path);
      read(member.back().second, entry, {}, join_path(path, entry.key));
      if (context_.diagnostics.error_count() > errors_before) {
        explain_new_entry(node, entry, path);
      }
    }
  }

  template <class T>
  void read_dated(Dated<T>& member,
                  const YamlNode& node,
                  const FieldInfo& info,
                  const std::string& path) {
    if (node.kind != YamlNode::Kind::kMap) {
      read_scalar(member, node, info, path);
      return;
    }
    check_kind(node, YamlNode::Kind::kMap, path);
    typename Dated<T>::Steps steps;
    for (const YamlNode& entry : node.items) {
      if (const auto month = month_of(entry, field_type<T>(info), path)) {
        read_scalar(steps.emplace_back(*month, T{}).second, entry, info,
                    join_path(path, entry.key));
      }
    }
    if (steps.empty()) {
      no_months(node, path);
    } else {
      member = Dated<T>(std::move(steps));
    }
  }

  template <class T>
  void read_list(std::vector<T>& member,
                 const YamlNode& node,
                 const FieldInfo& info,
                 const std::string& path) {
    if (!check_kind(node, YamlNode::Kind::kList, path)) {
      return;
    }
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      read(member.emplace_back(), node.items[i], info, join_path(path, std::to_string(i)));
    }
    if constexpr (std::is_same_v<T, double>) {
      check_weights(member, node, info, path);
    } else {
      check_repeats(node, path);
    }
  }

  template <class T>
  void read_scalar(T& member,
                   const YamlNode& node,
                   const FieldInfo& info,
                   const std::string& path) {
    if (!check_kind(node, YamlNode::Kind::kScalar, path, std::is_same_v<T, std::string>)) {
      return;
    }
    if constexpr (std::is_same_v<T, std::string>) {
      if (check_text(node, info, path)) {
        member = node.text;
      }
    } else if (const auto value = parse(field_type<T>(info), node, path)) {
      member = scalar_from<T>(*value);
    }
  }

  bool check_kind(const YamlNode& node,
                  YamlNode::Kind kind,
                  const std::string& path,
                  bool is_text = false);
  bool check_text(const YamlNode& node, const FieldInfo& info, const std::string& path);
  void check_name(const YamlNode& section, const YamlNode& entry, const std::string& path);
  void check_weights(const std::vector<double>& weights,
                     const YamlNode& node,
                     const FieldInfo& info,
                     const std::string& path);
  void check_repeats(const YamlNode& node, const std::string& path);
  void explain_new_entry(const YamlNode& section, const YamlNode& entry, const std::string& path);
  std::optional<double> parse(const FieldType& type, const YamlNode& node, const std::string& path);
  // The month that a price of a list is written at.
  std::optional<YearMonth> month_of(const YamlNode& entry,
                                    const FieldType& price,
                                    const std::string& path);
  void no_months(const YamlNode& node, const std::string& path);
  void missing(std::string_view name);
  std::string title() const { return path_.empty() ? "the scenario" : path_; }

  ReadContext& context_;
  const YamlNode& node_;
  std::string path_;
  std::vector<std::string> known_;
};

}  // namespace costwright
