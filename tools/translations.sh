#!/usr/bin/env bash
# Brings gui/i18n/*.ts up to date with the words of the source; what is new in them waits for a translator
# (Qt Linguist, or a text editor: delete type="unfinished"). usage: tools/translations.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
lupdate=$(command -v lupdate || echo /usr/lib/qt6/bin/lupdate)
[ -x "$lupdate" ] || { echo "error: there is no lupdate; install qt6-l10n-tools" >&2; exit 1; }
"$lupdate" -silent -locations none -no-obsolete gui -ts gui/i18n/*.ts 2>&1 | grep -v 'Qualifying with unknown namespace' || true
grep -c 'type="unfinished"' gui/i18n/*.ts || true
