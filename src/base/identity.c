/* SPDX-License-Identifier: Apache-2.0 */
/* Identity numbers by their standards: GB 11643-1999 (resident number, ISO 7064 MOD 11-2), GB 32100-2015 (unified
 * social credit code, modulus 31), GB 11714-1997 (organisation code, modulus 11), ISO/IEC 7812-1 (Luhn), and the
 * mainland numbering plan for mobiles. A company register itself holds codes whose check character fails: those are
 * reported as invalid with a warning, and it is for the caller not to refuse a row for it. */
#include "base/identity.h"

#include "base/phrase.h"

#include <ctype.h>
#include <string.h>

enum {
    OLDEST_AGE = 120,
    RESIDENT = 18,
    RESIDENT_OLD = 15,
    CREDIT = 18,
    ORGANISATION = 9,
    MOBILE = 11,
    CARD_LEAST = 8,
    CARD_MOST = 19
};

/* Letters I O S V Z are not in it: they look like digits. */
static const char credit_alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
static const char organisation_alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

char identity_resident_check(const char *seventeen)
{
    static const int weights[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
    int sum = 0;
    for (int i = 0; i < RESIDENT - 1; i++) {
        if (!g_ascii_isdigit(seventeen[i])) return 0;
        sum += (seventeen[i] - '0') * weights[i];
    }
    return "10X98765432"[sum % 11];
}

static int value_in(const char *alphabet, char character)
{
    const char *place = character ? strchr(alphabet, character) : NULL;
    return place ? (int)(place - alphabet) : -1;
}

char identity_credit_check(const char *seventeen)
{
    static const int weights[] = { 1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28 };
    int sum = 0;
    for (int i = 0; i < CREDIT - 1; i++) {
        int value = value_in(credit_alphabet, seventeen[i]);
        if (value < 0) return 0;
        sum += value * weights[i];
    }
    return credit_alphabet[(31 - sum % 31) % 31];
}

static char organisation_check(const char *eight)
{
    static const int weights[] = { 3, 7, 9, 10, 5, 8, 4, 2 };
    int sum = 0;
    for (int i = 0; i < ORGANISATION - 1; i++) {
        int value = value_in(organisation_alphabet, eight[i]);
        if (value < 0) return 0;
        sum += value * weights[i];
    }
    return "0123456789X0"[11 - sum % 11];
}

static bool all_digits(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!g_ascii_isdigit(text[i])) return false;
    return true;
}

static void fail(struct identity *identity, const char *reason)
{
    identity->valid = false;
    identity->reason = reason;
}

static void warn(struct identity *identity, const char *reason)
{
    identity->warning = true;
    if (identity->reason == NULL) identity->reason = reason;
}

static int number_at(const char *text, int length)
{
    int number = 0;
    for (int i = 0; i < length; i++)
        number = number * 10 + text[i] - '0';
    return number;
}

/* A number of fifteen digits is of the years 1900-1999 and has no check character: it gets both. */
static bool upgrade_resident(struct identity *identity)
{
    char *normal = identity->normal;
    if (strlen(normal) != RESIDENT_OLD || !all_digits(normal, RESIDENT_OLD)) return false;
    memmove(normal + 8, normal + 6, RESIDENT_OLD - 6 + 1);
    memcpy(normal + 6, "19", 2);
    normal[17] = identity_resident_check(normal);
    normal[18] = '\0';
    return true;
}

static void check_resident(struct identity *identity, struct date today)
{
    char *normal = identity->normal;
    if (!upgrade_resident(identity) && strlen(normal) != RESIDENT) {
        fail(identity, N_("A resident identity number has 18 characters."));
        return;
    }
    if (!all_digits(normal, RESIDENT - 1) || !(g_ascii_isdigit(normal[17]) || normal[17] == 'X')) {
        fail(identity, N_("A resident identity number is 17 digits and a check character."));
        return;
    }
    memcpy(identity->region, normal, 6);
    identity->sex = (normal[16] - '0') % 2 ? 'M' : 'F';
    identity->birth = date_make(number_at(normal + 6, 4), number_at(normal + 10, 2), number_at(normal + 12, 2));
    if (!date_is_set(identity->birth))
        fail(identity, N_("The day of birth in the number does not exist."));
    else if (normal[17] != identity_resident_check(normal))
        fail(identity, N_("The check character is wrong."));
    else if (identity->birth.days > today.days)
        warn(identity, N_("The day of birth lies in the future."));
    else if (date_age(identity->birth, today) > OLDEST_AGE)
        warn(identity, N_("The age is implausible."));
}

static void check_credit(struct identity *identity)
{
    const char *normal = identity->normal;
    if (strlen(normal) != CREDIT) {
        fail(identity, N_("A unified social credit code has 18 characters."));
        return;
    }
    for (int i = 0; i < CREDIT; i++) {
        if (value_in(credit_alphabet, normal[i]) >= 0) continue;
        fail(identity, N_("A unified social credit code never holds the letters I, O, S, V or Z."));
        return;
    }
    memcpy(identity->region, normal + 2, 6);
    if (normal[17] != identity_credit_check(normal)) {
        fail(identity, N_("The check character is wrong; some registered companies have such a code: look it up."));
        identity->warning = true;
    }
}

static void check_organisation(struct identity *identity)
{
    char *normal = identity->normal;
    if (strlen(normal) == ORGANISATION + 1 && normal[8] == '-') memmove(normal + 8, normal + 9, 2);
    if (strlen(normal) != ORGANISATION)
        fail(identity, N_("An organisation code has 9 characters."));
    else if (organisation_check(normal) == 0)
        fail(identity, N_("An organisation code is eight digits or letters and a check character."));
    else if (normal[8] != organisation_check(normal))
        fail(identity, N_("The check character is wrong."));
}

static void check_card(struct identity *identity)
{
    const char *normal = identity->normal;
    size_t length = strlen(normal);
    if (length < CARD_LEAST || length > CARD_MOST || !all_digits(normal, length)) {
        fail(identity, N_("A card number has 8 to 19 digits."));
        return;
    }
    int sum = 0;
    for (size_t i = 0; i < length; i++) {
        int digit = normal[length - 1 - i] - '0';
        if (i % 2 == 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
        sum += digit;
    }
    if (sum % 10 != 0) fail(identity, N_("The check digit is wrong."));
}

static void check_mobile(struct identity *identity)
{
    char *normal = identity->normal;
    static const char *const prefixes[] = { "+86", "0086", "86" };
    for (size_t i = 0; i < G_N_ELEMENTS(prefixes); i++) {
        size_t length = strlen(prefixes[i]);
        if (strlen(normal) == length + MOBILE && g_str_has_prefix(normal, prefixes[i]))
            memmove(normal, normal + length, MOBILE + 1);
    }
    if (strlen(normal) != MOBILE || !all_digits(normal, MOBILE))
        fail(identity, N_("A mobile number has 11 digits; this may be a fixed line."));
    else if (normal[0] != '1' || normal[1] < '3')
        fail(identity, N_("A mobile number starts with 13 to 19."));
}

static const char *const kind_names[] = {
    [IDENTITY_UNKNOWN] = "unknown", [IDENTITY_CN_RESIDENT] = "gb11643", [IDENTITY_CN_CREDIT] = "gb32100",
    [IDENTITY_CN_ORG] = "gb11714",  [IDENTITY_CARD] = "luhn",           [IDENTITY_CN_MOBILE] = "cn_mobile",
    [IDENTITY_CLIENT] = "client",
};

const char *identity_kind_name(enum identity_kind kind)
{
    return kind_names[kind];
}

enum identity_kind identity_kind_from_name(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kind_names); i++)
        if (g_strcmp0(name, kind_names[i]) == 0) return (enum identity_kind)i;
    return IDENTITY_UNKNOWN;
}

/* Upper case ASCII without spaces; hyphens go too where no kind uses them to tell itself apart. False when the text
 * cannot be a number of any kind. */
static bool normalise(const char *value, bool keep_hyphen, char normal[24])
{
    size_t length = 0;
    for (const char *at = value; *at != '\0'; at++) {
        if (g_ascii_isspace(*at) || (*at == '-' && !keep_hyphen)) continue;
        if (length >= 23 || !(g_ascii_isalnum(*at) || *at == '+' || *at == '-')) return false;
        normal[length++] = g_ascii_toupper(*at);
    }
    normal[length] = '\0';
    return length > 0;
}

static struct identity check_as(const char *value, enum identity_kind kind, struct date today)
{
    struct identity identity = { .kind = kind, .valid = true, .birth = DATE_NONE };
    bool hyphen_tells = kind == IDENTITY_CN_MOBILE || kind == IDENTITY_CN_ORG;
    if (kind == IDENTITY_CLIENT) {
        g_strlcpy(identity.normal, value, sizeof identity.normal);
        return identity;
    }
    if (!normalise(value, hyphen_tells, identity.normal)) {
        identity.normal[0] = '\0';
        fail(
            &identity,
            N_("This is no identity number: it is empty, too long or holds other characters than letters and digits."));
        return identity;
    }
    switch (kind) {
    case IDENTITY_CN_RESIDENT:
        check_resident(&identity, today);
        break;
    case IDENTITY_CN_CREDIT:
        check_credit(&identity);
        break;
    case IDENTITY_CN_ORG:
        check_organisation(&identity);
        break;
    case IDENTITY_CARD:
        check_card(&identity);
        break;
    case IDENTITY_CN_MOBILE:
        check_mobile(&identity);
        break;
    case IDENTITY_UNKNOWN:
    case IDENTITY_CLIENT:
        fail(&identity, N_("No kind of identity number has this form."));
        break;
    }
    return identity;
}

/* The kind a value looks like by its length and letters, right or not: what a wrong number is judged as. */
static enum identity_kind kind_by_form(const char *value)
{
    char normal[24];
    if (!normalise(value, true, normal)) return IDENTITY_UNKNOWN;
    size_t length = strlen(normal);
    if (length == RESIDENT) return all_digits(normal, 17) ? IDENTITY_CN_RESIDENT : IDENTITY_CN_CREDIT;
    if (length == RESIDENT_OLD && all_digits(normal, length)) return IDENTITY_CN_RESIDENT;
    if (length == MOBILE && normal[0] == '1') return IDENTITY_CN_MOBILE;
    if (length == ORGANISATION || (length == ORGANISATION + 1 && normal[8] == '-')) return IDENTITY_CN_ORG;
    return all_digits(normal, length) && length >= CARD_LEAST ? IDENTITY_CARD : IDENTITY_UNKNOWN;
}

/* One number in thirty-one has the check character of a credit code by chance. A number written like a resident's is
 * taken for a credit code only when the organisation code inside it agrees as well. */
static bool is_chance(const char *value, const struct identity *identity)
{
    if (identity->kind != IDENTITY_CN_CREDIT || kind_by_form(value) != IDENTITY_CN_RESIDENT) return false;
    return identity->normal[CREDIT - 2] != organisation_check(identity->normal + CREDIT - 2 - (ORGANISATION - 1));
}

struct identity identity_check(const char *value, enum identity_kind kind, struct date today)
{
    static const enum identity_kind order[] = { IDENTITY_CN_RESIDENT, IDENTITY_CN_CREDIT, IDENTITY_CN_MOBILE,
                                                IDENTITY_CN_ORG, IDENTITY_CARD };
    if (kind != IDENTITY_UNKNOWN) return check_as(value, kind, today);
    for (size_t i = 0; i < G_N_ELEMENTS(order); i++) {
        struct identity identity = check_as(value, order[i], today);
        if (identity.valid && !is_chance(value, &identity)) return identity;
    }
    return check_as(value, kind_by_form(value), today);
}
