# unit tests of models
if HAVE_CMOCKA
endif
