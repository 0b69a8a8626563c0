# What the program reads. Installed as a tree under $(pkgdatadir).
dataparts = schema guard mappings samples models features plan law letters codes themes keys words engine sharing repair dispute
EXTRA_DIST += $(dataparts:%=%D%/%)
install-data-local:
	for part in $(dataparts); do \
	  $(MKDIR_P) "$(DESTDIR)$(pkgdatadir)/$$part"; \
	  for file in "$(srcdir)/data/$$part"/*; do \
	    if test -d "$$file"; then \
	      $(MKDIR_P) "$(DESTDIR)$(pkgdatadir)/$$part/$$(basename "$$file")"; \
	      $(INSTALL_DATA) "$$file"/* "$(DESTDIR)$(pkgdatadir)/$$part/$$(basename "$$file")"; \
	    else $(INSTALL_DATA) "$$file" "$(DESTDIR)$(pkgdatadir)/$$part"; fi; \
	  done; \
	done
uninstall-local:
	rm -rf "$(DESTDIR)$(pkgdatadir)"
