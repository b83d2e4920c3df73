#include "gui/models/document.h"

#include <sys/wait.h>
#include <unistd.h>

#include <QFile>
#include <QTemporaryDir>
#include <gtest/gtest.h>

#include "gui/models/recovery.h"

namespace costwright::testing {
using namespace gui;
namespace {

void write(const QString& path, const QByteArray& bytes) {
  QFile file(path);
  ASSERT_TRUE(file.open(QIODevice::WriteOnly));
  file.write(bytes);
}

TEST(Document, SavesWhatWasEdited) {
  const QTemporaryDir folder;
  const QString path = folder.filePath("a.yaml");
  write(path, "name: A\n");
  Document document;
  Diagnostics diagnostics;
  ASSERT_TRUE(document.load(path, diagnostics));
  EXPECT_FALSE(document.is_modified());
  ASSERT_TRUE(document.set_field("name", "B"));
  EXPECT_TRUE(document.is_modified());
  ASSERT_TRUE(document.save(path, diagnostics));
  EXPECT_FALSE(document.is_modified());
  Document again;
  ASSERT_TRUE(again.load(path, diagnostics));
  EXPECT_EQ(again.text(), "name: B\n");
}

TEST(Document, SeesThatAnotherProgramWrote) {
  const QTemporaryDir folder;
  const QString path = folder.filePath("a.yaml");
  write(path, "name: A\n");
  Document document;
  Diagnostics diagnostics;
  ASSERT_TRUE(document.load(path, diagnostics));
  EXPECT_FALSE(document.is_changed_on_disk());
  write(path, "name: theirs\n");
  EXPECT_TRUE(document.is_changed_on_disk());
}

TEST(Document, RefusesWhatIsNoScenarioAndStaysAsItWas) {
  const QTemporaryDir folder;
  const QString path = folder.filePath("a.yaml");
  write(path, "name: A\n");
  Document document;
  Diagnostics diagnostics;
  ASSERT_TRUE(document.load(path, diagnostics));
  write(folder.filePath("b.yaml"), "name: \xff\xfe\n");
  write(folder.filePath("huge.yaml"), QByteArray(5 << 20, 'a'));
  for (const QString& bad : {folder.filePath("b.yaml"), folder.filePath("huge.yaml"),
                             folder.filePath("missing.yaml"), folder.path()}) {
    const int before = diagnostics.error_count();
    EXPECT_FALSE(document.load(bad, diagnostics));
    EXPECT_EQ(diagnostics.error_count(), before + 1) << bad.toStdString();
  }
  EXPECT_EQ(document.text(), "name: A\n");
  EXPECT_EQ(document.path(), path);
}

TEST(Document, ASaveThatFailsKeepsTheTextModified) {
  Document document;
  document.set_text("name: A\n");
  Diagnostics diagnostics;
  EXPECT_FALSE(document.save("/proc/nowhere/a.yaml", diagnostics));
  EXPECT_TRUE(diagnostics.has_errors());
  EXPECT_TRUE(document.is_modified());
}

TEST(Recovery, OffersTheTextOfAKilledProgramOnce) {
  const QTemporaryDir folder;
  const pid_t child = ::fork();
  if (child == 0) {
    auto* killed = new Recovery(folder.path());
    killed->keep("/somewhere/a.yaml", "name: typed");
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  Recovery restarted(folder.path());
  const auto left = restarted.take_left_behind();
  ASSERT_TRUE(left);
  EXPECT_EQ(left->path, "/somewhere/a.yaml");
  EXPECT_EQ(left->text, "name: typed");
  EXPECT_FALSE(restarted.take_left_behind());
}

TEST(Recovery, LeavesARunningProgramAloneAndForgetsAnOrderlyEnd) {
  const QTemporaryDir folder;
  Recovery other(folder.path());
  {
    Recovery running(folder.path());
    ASSERT_TRUE(running.keep("", "name: typed"));
    EXPECT_FALSE(other.take_left_behind());
  }
  EXPECT_FALSE(other.take_left_behind());
}

}  // namespace
}  // namespace costwright::testing
