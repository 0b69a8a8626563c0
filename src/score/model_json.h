/* SPDX-License-Identifier: Apache-2.0 */
/* Reading and writing the JSON of models. A model decides about people, so nothing in it is guessed: whatever is
 * missing, of another type or out of range is refused with the place where it stands ("inputs[2].codes"). */
#pragma once
#include "base/base.h"

#include <json-glib/json-glib.h>
#include <stdbool.h>

/* An object being read, and where it stands in the file. Every function does nothing once it has failed, so that a
 * reader of many members checks once. */
struct place {
    const char *origin; /* of the file */
    const char *path;   /* of the object; "" for the whole */
    GError **error;
    bool failed;
};
void place_refuse(struct place *place, const char *key, const char *what);
/* A member that must be there and of that type; NULL after a refusal. */
JsonNode *place_member(struct place *place, JsonObject *object, const char *key, JsonNodeType type);
JsonObject *place_object(struct place *place, JsonObject *object, const char *key);
JsonArray *place_array(struct place *place, JsonObject *object, const char *key, guint most);
double place_real(struct place *place, JsonObject *object, const char *key);
gint64 place_integer(struct place *place, JsonObject *object, const char *key, gint64 least, gint64 most);
const char *place_text(struct place *place, JsonObject *object, const char *key);
bool place_flag(struct place *place, JsonObject *object, const char *key);
JsonObject *place_element(struct place *place, JsonArray *array, guint index);
/* Elements of an array of numbers or texts; `key` names the array in an error. */
double place_real_at(struct place *place, JsonArray *array, guint index, const char *key);
gint64 place_integer_at(struct place *place, JsonArray *array, guint index, gint64 least, gint64 most, const char *key);
const char *place_text_at(struct place *place, JsonArray *array, guint index, const char *key);
/* A whole file, whose root is an object. NULL after a refusal. */
JsonParser *place_parse(struct place *place, const char *json, gssize length);

/* Members are written one after the other with json_put_*(); `key` is NULL in an array. The comma before a member is
 * put unless the text ends with a bracket that was just opened. */
void json_put_key(GString *text, const char *key);
/* A text in quotes, whatever is in it. */
void json_put_quoted(GString *text, const char *value);
void json_put_text(GString *text, const char *key, const char *value);
void json_put_real(GString *text, const char *key, double value);
void json_put_float(GString *text, const char *key, float value); /* the shortest that reads back the same float */
void json_put_integer(GString *text, const char *key, gint64 value);
void json_put_raw(GString *text, const char *key, const char *json);
void json_put_open(GString *text, const char *key, char bracket);
/* Shortest decimal of a number in single precision. */
char *float_number(float value);
