#include "gui/models/document.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
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

TEST(Document, SavingKeepsTheModeAndWritesThroughALink) {
  const QTemporaryDir folder;
  const QString path = folder.filePath("a.yaml");
  const QString link = folder.filePath("link.yaml");
  write(path, "name: A\n");
  QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup);
  ASSERT_TRUE(QFile::link("a.yaml", link));
  Document document;
  Diagnostics diagnostics;
  ASSERT_TRUE(document.load(link, diagnostics));
  document.set_text("name: B\n");
  ASSERT_TRUE(document.save(link, diagnostics)) << diagnostics.text();
  EXPECT_TRUE(QFileInfo(link).isSymLink());
  QFile file(path);
  ASSERT_TRUE(file.open(QIODevice::ReadOnly));
  EXPECT_EQ(file.readAll(), "name: B\n");
  struct stat status {};
  ASSERT_EQ(::stat(path.toLocal8Bit().constData(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0640u);
}

TEST(Document, SavingKeepsTheOwner) {
  const QTemporaryDir folder;
  const QString path = folder.filePath("a.yaml");
  write(path, "name: A\n");
  if (::chown(path.toLocal8Bit().constData(), 12345, 12345) != 0) {
    GTEST_SKIP() << "only the superuser can give a file away";
  }
  Document document;
  Diagnostics diagnostics;
  ASSERT_TRUE(document.load(path, diagnostics));
  document.set_text("name: B\n");
  ASSERT_TRUE(document.save(path, diagnostics)) << diagnostics.text();
  struct stat status {};
  ASSERT_EQ(::stat(path.toLocal8Bit().constData(), &status), 0);
  EXPECT_EQ(status.st_uid, 12345u);
  EXPECT_EQ(status.st_gid, 12345u);
}

TEST(Document, KnowsAFileThatNobodyShouldWrite) {
  const QTemporaryDir folder;
  const QString path = folder.filePath("a.yaml");
  write(path, "name: A\n");
  Document document;
  Diagnostics diagnostics;
  ASSERT_TRUE(document.load(path, diagnostics));
  EXPECT_FALSE(document.is_read_only());
  QFile::setPermissions(path, QFile::ReadOwner);
  EXPECT_TRUE(document.is_read_only());
}

TEST(Document, NoticesAChangeOutsideWithinTwoSeconds) {
  const QTemporaryDir folder;
  const QString path = folder.filePath("a.yaml");
  write(path, "name: A\n");
  Document document;
  Diagnostics diagnostics;
  ASSERT_TRUE(document.load(path, diagnostics));
  QSignalSpy seen(&document, &Document::on_disk_changed);
  write(path, "name: theirs\n");
  ASSERT_TRUE(seen.wait(2000));
  EXPECT_EQ(document.on_disk(), Document::OnDisk::kChanged);
  EXPECT_EQ(document.text(), "name: A\n") << "nothing is taken unasked";
  document.keep_mine();
  EXPECT_EQ(document.on_disk(), Document::OnDisk::kSame);
  EXPECT_TRUE(document.is_modified());
  EXPECT_FALSE(document.is_changed_on_disk()) << "saving asks no more";
  write(path, "name: theirs again\n");
  ASSERT_TRUE(seen.wait(2000));
  ASSERT_TRUE(document.reload(diagnostics));
  EXPECT_EQ(document.text(), "name: theirs again\n");
  EXPECT_FALSE(document.is_modified());
  QFile::remove(path);
  ASSERT_TRUE(seen.wait(2000));
  EXPECT_EQ(document.on_disk(), Document::OnDisk::kGone);
  document.keep_mine();
  EXPECT_TRUE(document.is_modified());
}

TEST(Document, AFieldOfATextThatIsNoYamlIsRefusedAndTheReasonStays) {
  Document document;
  document.set_text("name: [A\nhorizon: 36 months\n");
  EXPECT_FALSE(document.set_field("horizon", "24 months"));
  EXPECT_TRUE(document.refusal().contains("not YAML")) << document.refusal().toStdString();
  document.set_text("name: [A,\nhorizon: 36 months\n");
  EXPECT_NE(document.refusal(), "") << "still no YAML";
  document.set_text("name: A\nhorizon: 36 months\n");
  EXPECT_EQ(document.refusal(), "");
  EXPECT_TRUE(document.set_field("horizon", "24 months"));
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

// A program that keeps a text and is killed.
void leave_behind(const QString& folder, const QString& text) {
  const pid_t child = ::fork();
  if (child == 0) {
    auto* killed = new Recovery(folder);
    killed->keep("/somewhere/a.yaml", text);
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
}

TEST(Recovery, WhatWasOfferedStaysUntilItIsSettled) {
  const QTemporaryDir folder;
  leave_behind(folder.path(), "name: typed");
  {
    Recovery quit_unanswered(folder.path());
    ASSERT_TRUE(quit_unanswered.take_left_behind());
    ASSERT_TRUE(quit_unanswered.keep("/somewhere/b.yaml", "name: of another file"));
    Recovery beside(folder.path());
    EXPECT_FALSE(beside.take_left_behind()) << "the first one offers it";
  }
  const pid_t child = ::fork();
  if (child == 0) {
    auto* killed_again = new Recovery(folder.path());
    killed_again->take_left_behind();
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  Recovery third(folder.path());
  const auto left = third.take_left_behind();
  ASSERT_TRUE(left);
  EXPECT_EQ(left->text, "name: typed");
  third.settle();
  EXPECT_FALSE(Recovery(folder.path()).take_left_behind());
}

QStringList texts_in(const QTemporaryDir& folder) {
  return QDir(folder.path()).entryList({"*.recovery"}, QDir::Files);
}

TEST(Recovery, IsReadByItsOwnerAlone) {
  const QTemporaryDir folder;
  const mode_t before = ::umask(0);  // the file's own mode, not the mask's
  QFile::setPermissions(folder.path(), QFileDevice::Permissions(0x7755));
  Recovery recovery(folder.path());
  ASSERT_TRUE(recovery.keep("/somewhere/a.yaml", "name: secret"));
  ::umask(before);
  ASSERT_EQ(texts_in(folder).size(), 1);
  struct stat status {};
  ASSERT_EQ(::stat(folder.filePath(texts_in(folder).front()).toUtf8(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600u);
  ASSERT_EQ(::stat(folder.path().toUtf8(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0700u);
}

TEST(Recovery, FollowsNoLink) {
  const QTemporaryDir folder, elsewhere;
  const QString victim = elsewhere.filePath("victim");
  QFile file(victim);
  ASSERT_TRUE(file.open(QIODevice::WriteOnly));
  file.write(R"({"path": "", "text": "of another"})");
  file.close();
  ASSERT_TRUE(QFile::link(victim, folder.filePath("left.recovery")));
  Recovery recovery(folder.path());
  EXPECT_FALSE(recovery.take_left_behind()) << "a link is nobody's text";
  QFile::remove(folder.filePath("left.recovery"));

  ASSERT_TRUE(recovery.keep("/somewhere/a.yaml", "name: first"));
  const QString mine = folder.filePath(texts_in(folder).front());
  QFile::remove(mine);
  ASSERT_TRUE(QFile::link(victim, mine));
  ASSERT_TRUE(recovery.keep("/somewhere/a.yaml", "name: second"));
  EXPECT_FALSE(QFileInfo(mine).isSymLink());
  EXPECT_TRUE(file.open(QIODevice::ReadOnly));
  EXPECT_TRUE(file.readAll().contains("of another")) << "what it led to is as it was";
}

TEST(Recovery, OffersOneAfterTheOther) {
  const QTemporaryDir folder;
  leave_behind(folder.path(), "name: first");
  leave_behind(folder.path(), "name: second");
  Recovery restarted(folder.path());
  QStringList texts;
  while (const auto left = restarted.take_left_behind()) {
    texts << left->text;
    restarted.settle();
  }
  texts.sort();
  EXPECT_EQ(texts, (QStringList{"name: first", "name: second"}));
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
