# Translations: po/zh_CN.po, compiled into po/locale/ of the build tree and installed under $(localedir).
EXTRA_DIST += %D%/zh_CN.po
locale_file = po/locale/zh_CN/LC_MESSAGES/bureau.mo
$(locale_file): $(srcdir)/po/zh_CN.po
	$(AM_V_GEN)$(MKDIR_P) po/locale/zh_CN/LC_MESSAGES && $(MSGFMT) --check -o $@ $(srcdir)/po/zh_CN.po
all-local: $(locale_file)
CLEANFILES += $(locale_file)
install-data-hook: $(locale_file)
	$(MKDIR_P) "$(DESTDIR)$(localedir)/zh_CN/LC_MESSAGES"
	$(INSTALL_DATA) $(locale_file) "$(DESTDIR)$(localedir)/zh_CN/LC_MESSAGES/bureau.mo"
uninstall-hook:
	rm -f "$(DESTDIR)$(localedir)/zh_CN/LC_MESSAGES/bureau.mo"
# Strings of the sources into the template and the translation (maintainers).
update-po:
	cd $(srcdir) && find src ui -name '*.c' -o -name '*.h' | sort | $(XGETTEXT) --from-code=UTF-8 --keyword=_ --keyword=N_ \
	  --add-comments=L10N --package-name=bureau -o po/bureau.pot -f - && $(MSGMERGE) --quiet --no-fuzzy-matching --sort-output --no-wrap -U --backup=none po/zh_CN.po po/bureau.pot && rm -f po/bureau.pot
.PHONY: update-po
