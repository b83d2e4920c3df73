#pragma once
// Parts of a page, such as charts: one below another where each has the room that it needs, else
// one of them with tabs to turn to the others.
#include <QSplitter>
#include <QTabBar>

namespace costwright::gui {

// What a chart needs, in pixels: fewer, and labels take the place of what they are of.
inline constexpr QSize kLeastChart{480, 280};

class Deck : public QWidget {
  Q_OBJECT
 public:
  explicit Deck(QWidget* parent = nullptr);

  // Stands below the others where it has this height.
  void add(QWidget* part, const QString& name, int least_height = kLeastChart.height());
  void turn_to(int part);
  bool is_stacked() const { return is_stacked_; }  // every part is seen
  QTabBar& tabs() { return *tabs_; }
  QSplitter& parts() { return *parts_; }
  QSize minimumSizeHint() const override;

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void arrange();
  void give_room();

  QTabBar* tabs_ = nullptr;
  QSplitter* parts_ = nullptr;
  QList<int> least_;  // heights
  int needed_ = 0;    // high, for all
  bool is_stacked_ = true;
};

}  // namespace costwright::gui
