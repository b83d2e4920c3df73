#pragma once
// Headline cards, and the summary they are taken from.
#include <QFrame>
#include <QGridLayout>
#include <QLabel>
#include <QTabWidget>

#include "gui/models/headlines.h"
#include "gui/pages/page.h"
#include "gui/widgets/table_view.h"

namespace costwright::gui {

class OverviewPage : public Page {
  Q_OBJECT
 public:
  explicit OverviewPage(QWidget* parent = nullptr);
  void show_results(const Shown& shown) override;
  void set_theme(const Theme& theme) override;
  std::vector<TableView*> tables() override { return {table_}; }
  // What the cards say, read back from their labels.
  std::vector<Headline> headlines_shown() const;

 private:
  struct Card {
    QFrame* frame;
    QLabel *label, *mark, *value, *range, *difference;
  };
  Card make_card();
  void lay_out(std::size_t count);

  Theme theme_ = gui::theme(false);
  std::size_t shown_cards_ = 0;
  std::vector<Headline> headlines_;
  QWidget* cards_area_ = nullptr;
  QGridLayout* grid_ = nullptr;
  std::vector<Card> cards_;
  TableView* table_ = nullptr;
};

// Every table of the report, one tab each.
class TablesPage : public Page {
  Q_OBJECT
 public:
  explicit TablesPage(QWidget* parent = nullptr);
  void show_results(const Shown& shown) override;
  std::vector<TableView*> tables() override { return views_; }

 private:
  void show_current();
  QTabWidget* tabs_ = nullptr;
  std::vector<TableView*> views_;
  const study::Evaluation* run_ = nullptr;
};

}  // namespace costwright::gui
