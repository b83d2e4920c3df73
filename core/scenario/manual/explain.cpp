// The visitors that list fields: what exists, and what a scenario left at its default.
#include <utility>

#include "core/scenario/loaded.h"
#include "core/scenario/manual/manual.h"
#include "core/scenario/yaml/walk.h"

namespace costwright {
namespace {

template <class T>
std::string default_of(const T& value, const FieldType& type, const FieldInfo& info) {
  return info.required ? "" : show_value(value, type);
}

// Walks every field that exists, with <name> and <n> for entries and elements.
class FieldLister : public FieldsOnly {
 public:
  explicit FieldLister(std::vector<FieldDoc>& out) : out_(out) {}

  template <class T>
  void field(const T& member, const FieldInfo& info) {
    visit(member, info, join_path(path_, info.name), false);
  }

 private:
  template <class T>
  void visit(const T& member, const FieldInfo& info, const std::string& path, bool may_be_absent) {
    if constexpr (is_optional<T>) {
      const typename T::value_type value{};
      visit(value, info, path, true);
    } else if constexpr (is_named<T>) {
      const typename T::value_type::second_type entry{};
      visit(entry, {}, path + ".<name>", false);
    } else if constexpr (is_list<T>) {
      const typename T::value_type element{};
      visit(element, info, path + ".<n>", true);
    } else if constexpr (is_scalar<T>) {
      add(member, info, path, may_be_absent);
    } else {
      const std::string outer = std::exchange(path_, path);
      describe(*this, member);
      path_ = outer;
    }
  }

  template <class T>
  void add(const T& value, const FieldInfo& info, const std::string& path, bool may_be_absent) {
    const FieldType type = field_type<T>(info);
    out_.push_back({path, type,
                    may_be_absent ? std::string(info.absent) : default_of(value, type, info),
                    meaning_of(info, type), info.required, std::string(info.refers)});
  }

  std::vector<FieldDoc>& out_;
  std::string path_;
};

// Lists what the sections that a scenario has left out.
class DefaultLister : public ValueWalk<DefaultLister> {
 public:
  DefaultLister(const LoadedScenario& loaded, std::vector<DefaultUsed>& out)
      : loaded_(loaded), out_(out) {}

  void needs(std::string_view name, std::initializer_list<std::string_view> others);

  template <class T>
  void value(const T& member, const FieldInfo& info, const std::string& path) {
    if (!loaded_.places->contains(path)) {
      add(path, show_value(member, field_type<T>(info)), info);
    }
  }

  void absent(const FieldInfo& info, const std::string& path) {
    if (!loaded_.places->contains(path)) {
      add(path, std::string(info.absent), info);
    }
  }

 private:
  void add(const std::string& path, std::string value, const FieldInfo& info) {
    if (!value.empty()) {
      out_.push_back({path, std::move(value), std::string(info.doc)});
    }
  }

  const LoadedScenario& loaded_;
  std::vector<DefaultUsed>& out_;
};

// A field that has a meaning only beside another one is no default in use while that one is
// missing.
void DefaultLister::needs(std::string_view name, std::initializer_list<std::string_view> others) {
  for (const auto other : others) {
    if (loaded_.places->contains(join_path(path(), other))) {
      return;
    }
  }
  const std::string left_out = join_path(path(), name);
  std::erase_if(out_, [&](const DefaultUsed& row) {
    return row.path == left_out;
  });
}

}  // namespace

std::vector<FieldDoc> scenario_fields() {
  std::vector<FieldDoc> fields;
  const Scenario scenario;
  FieldLister lister(fields);
  describe(lister, scenario);
  return fields;
}

std::vector<DefaultUsed> defaults_used(const LoadedScenario& loaded) {
  std::vector<DefaultUsed> used;
  DefaultLister lister(loaded, used);
  describe(lister, loaded.scenario);
  return used;
}

}  // namespace costwright
