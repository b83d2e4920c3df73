#include "gui/jobs/alternatives.h"

#include <QDir>
#include <QFileInfo>

#include "gui/jobs/evaluate_source.h"
#include "study/compare/variants.h"

namespace costwright::gui {
namespace {

// As written where it has no text of its own: a file may have changed, and is read again.
bool is_same(const study::ScenarioSource& a, const study::ScenarioSource& b) {
  return a.path == b.path && a.text && a.text == b.text && a.variant == b.variant &&
         a.overrides.empty() && b.overrides.empty();
}

}  // namespace

Alternatives::Alternatives(RunController& controller, QObject* parent)
    : QObject(parent), controller_(controller), job_(this) {}

std::vector<study::BridgeEnd> Alternatives::offered() const {
  study::ScenarioSource source = controller_.results_source();
  source.variant.clear();
  source.overrides.clear();  // levers are no part of what is written
  if (read_.path != source.path || read_.text != source.text) {  // not while a slider moves
    read_ = source;
    variants_.clear();
    for (const study::BridgeEnd& end : study::variants_of(source)) {
      variants_.push_back(end.name);
    }
  }
  std::vector<study::BridgeEnd> ends;
  for (std::size_t i = 0; i < variants_.size(); ++i) {
    ends.push_back({variants_[i], source});
    ends.back().source.variant = i == 0 ? std::string() : variants_[i];
  }
  const QFileInfo own(QString::fromStdString(source.path));
  if (source.path.empty()) {
    return ends;
  }
  for (const QFileInfo& file :
       own.dir().entryInfoList({"*.yaml", "*.yml"}, QDir::Files, QDir::Name)) {
    if (file.absoluteFilePath() != own.absoluteFilePath()) {
      ends.push_back({file.fileName().toStdString(), {file.absoluteFilePath().toStdString()}});
    }
  }
  return ends;
}

void Alternatives::evaluate(std::vector<study::BridgeEnd> ends) {
  wanted_ = ends;
  is_running_ = true;
  std::vector<std::optional<study::Evaluation>> all_known;
  for (const study::BridgeEnd& end : ends) {
    all_known.push_back(known(end));
  }
  Q_EMIT progressed(0, static_cast<int>(ends.size()));
  job_.submit(
      [ends = std::move(ends), all_known = std::move(all_known), tools = controller_.tools()](
          const std::stop_token& stop, const auto& tell) {
        Told told;
        for (const study::BridgeEnd& end : ends) {
          const auto& before = all_known[told.all.size()];
          auto found = before ? before : evaluated(tools, end.source, stop, told.diagnostics);
          if (!found) {
            break;
          }
          told.all.push_back({end.name, std::move(*found)});
          if (told.all.size() < ends.size()) {
            tell({static_cast<int>(told.all.size()), {}, {}});
          }
        }
        told.done = static_cast<int>(ends.size());
        tell(std::move(told));
      },
      [this](Told told) {
        take(std::move(told));
      });
}

std::optional<study::Evaluation> Alternatives::known(const study::BridgeEnd& end) const {
  const bool are_results_good = controller_.results() != nullptr && !controller_.is_first_look();
  if (are_results_good && is_same(end.source, controller_.results_source())) {
    return *controller_.results();
  }
  for (std::size_t i = 0; i < found_.size(); ++i) {
    if (is_same(end.source, ends_[i].source)) {
      return found_[i].evaluation;
    }
  }
  return std::nullopt;
}

void Alternatives::cancel() {
  if (is_running_) {
    is_running_ = false;
    job_.cancel();
    Q_EMIT failed(tr("cancelled"));
  }
}

void Alternatives::take(Told told) {
  const auto all = static_cast<int>(wanted_.size());
  if (told.done < all) {
    Q_EMIT progressed(told.done, all);
    return;
  }
  is_running_ = false;
  if (told.all.size() < wanted_.size()) {
    Q_EMIT failed(QString::fromStdString(told.diagnostics.text()).trimmed());
    return;
  }
  found_ = std::move(told.all);
  ends_ = wanted_;
  Q_EMIT finished();
}

}  // namespace costwright::gui
