# The rules of the house and the list of commands.
dist_check_SCRIPTS = tests/unit/house.sh
TESTS += tests/unit/house.sh
