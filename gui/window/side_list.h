#pragma once
// The pages at the left of the window: an icon and a name each, icons alone where there is little
// room, and a badge for what wants to be seen: errors, stale results, a run.
#include <vector>

#include <QListWidget>

#include "gui/widgets/theme.h"

namespace costwright::gui {

struct SideEntry {
  QString name, icon;  // icon: of gui/resources/icons
  bool begins_group = false;
};

struct Badge {
  enum class Kind { kNone, kError, kStale, kRunning };
  Kind kind = Kind::kNone;
  QString text, why;  // "2"; "2 errors"
  bool operator==(const Badge&) const = default;
};

class SideList : public QListWidget {
  Q_OBJECT
 public:
  explicit SideList(const std::vector<SideEntry>& entries, QWidget* parent = nullptr);

  void set_badge(int page, const Badge& badge);
  const Badge& badge(int page) const { return badges_[static_cast<std::size_t>(page)]; }
  void set_narrow(bool narrow);
  bool is_narrow() const { return is_narrow_; }
  void set_theme(const Theme& theme);
  const Theme& theme() const { return theme_; }
  const SideEntry& entry(int page) const { return entries_[static_cast<std::size_t>(page)]; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 private:
  void describe(int page);

  std::vector<SideEntry> entries_;
  std::vector<Badge> badges_;
  Theme theme_;
  bool is_narrow_ = false;
};

}  // namespace costwright::gui
