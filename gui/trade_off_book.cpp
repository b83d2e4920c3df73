#include "gui/trade_off_book.h"

#include <algorithm>

#include <QApplication>
#include <QDir>
#include <QMouseEvent>

#include "gui/pages/tradeoff_page.h"
#include "gui/picture_names.h"
#include "gui/picture_patience.h"

namespace costwright::gui {
namespace {

constexpr std::size_t kRunningPoints = 300;  // enough to be seen

class TradeOffBook {
 public:
  TradeOffBook(MainWindow& window, QString folder) : window_(window), folder_(std::move(folder)) {
    QDir().mkpath(folder_);
    suffix_ = picture_suffix(window_);
    for (int i = 0; i < window_.page_count(); ++i) {
      if (auto* found = qobject_cast<TradeoffPage*>(&window_.page(i))) {
        page_ = found;
        window_.show_page(i + 1);
      }
    }
  }

  bool save() {
    settle();
    save_both("tradeoff-empty");
    page_->wish().setText("minimize tco, minimize e2e_p95");
    page_->search_button().click();
    const auto has_some = [this] {
      return page_->record() != nullptr && page_->record()->size() >= kRunningPoints;
    };
    const auto is_done = [this] {
      return !page_->job().is_running();
    };
    wait_for([&] {
      return has_some() || is_done();
    });
    save_both("tradeoff-running");
    if (!wait_for(is_done) || !has_some()) {
      qCritical("%s", qPrintable(page_->state()));
      return false;
    }
    is_hovering_ = true;
    save_both("tradeoff");
    is_hovering_ = false;
    filter();
    save_both("tradeoff-filtered");
    brush();
    save_both("tradeoff-brushed");
    return good_;
  }

 private:
  void save_both(const QString& name) {
    for (const bool dark : {false, true}) {
      apply_theme(*qApp, theme(dark));
      window_.set_theme(theme(dark));
      settle();
      if (is_hovering_) {
        hover();
        settle();
      }
      const QString path =
          QString("%1/%2%3%4.png").arg(folder_, name, dark ? "-dark" : "", suffix_);
      good_ = window_.grab().save(path, "PNG", 0) && good_;
    }
  }

  // The recommended point, with its ranges.
  void hover() {
    TradeOffChart& chart = page_->chart();
    const auto best = page_->narrowed().best;
    const auto at = best ? chart.position_of(*best) : std::nullopt;
    if (at) {
      QMouseEvent event(QEvent::MouseMove, *at, chart.viewport()->mapToGlobal(*at), Qt::NoButton,
                        Qt::NoButton, {});
      QApplication::sendEvent(chart.viewport(), &event);
    }
  }

  // No dearer than the middle of what is kept.
  void filter() {
    const study::TradeOff& record = *page_->record();
    const auto values = values_of(record, record.aim.objectives.front().metric);
    std::vector<double> kept;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (record.is_kept[i] != 0) {
        kept.push_back(values[i]);
      }
    }
    if (kept.empty()) {
      return;
    }
    std::nth_element(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(kept.size() / 2),
                     kept.end());
    const study::Limit limit{record.aim.objectives.front().metric, true, kept[kept.size() / 2]};
    page_->filter().setText(QString::fromStdString(limit_to_write(limit, record.currency)));
    Q_EMIT page_->filter().editingFinished();
  }

  void brush() {
    const CloudModel& model = page_->chart().model();
    const QSize plot = model.plot();
    page_->brush(model.within({0, plot.height() / 3, plot.width() / 3, plot.height()}));
    page_->drawer().setCurrentIndex(1);
  }

  MainWindow& window_;
  QString folder_, suffix_;
  TradeoffPage* page_ = nullptr;
  bool is_hovering_ = false;
  bool good_ = true;
};

}  // namespace

bool save_trade_off_pictures(MainWindow& window, const QString& folder) {
  return TradeOffBook(window, folder).save();
}

}  // namespace costwright::gui
