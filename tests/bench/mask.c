/* SPDX-License-Identifier: Apache-2.0 */
/* What masking costs: the same rows made and exported as a workbook, masked and in clear, in turn; and a value alone.
 */
#include "../unit/tree.h"
#include "clockwork.h"
#include "report/report.h"

#include <glib/gstdio.h>
#include <stdio.h>

enum { ROWS = 50000, ROUNDS = 7, VALUES = 1000000 };

static const struct column columns[] = {
    { .id = "name", .title = "Name", .secrecy = SECRECY_NAME },
    { .id = "identity", .title = "Identity number", .secrecy = SECRECY_IDENTITY },
    { .id = "phone", .title = "Phone", .secrecy = SECRECY_PHONE },
    { .id = "number", .title = "Account", .secrecy = SECRECY_ACCOUNT },
    { .id = "address", .title = "Address", .secrecy = SECRECY_ADDRESS },
    { .id = "city", .title = "City" },
    { .id = "income", .title = "Income", .type = VALUE_MONEY, .unit = "CNY", .secrecy = SECRECY_INCOME },
    { .id = "score", .title = "Score", .type = VALUE_SCORE },
};

static void add_row(struct table *table, int row)
{
    char identity[24], phone[16], number[24], address[64];
    g_snprintf(identity, sizeof identity, "9901231990%08d", row);
    g_snprintf(phone, sizeof phone, "1390%07d", row);
    g_snprintf(number, sizeof number, "99998888%08d", row);
    g_snprintf(address, sizeof address, "杭州市西湖区样本路%d号", row);
    table_row_begin(table);
    table_add_text(table, "王小明");
    table_add_text(table, identity);
    table_add_text(table, phone);
    table_add_text(table, number);
    table_add_text(table, address);
    table_add_text(table, "杭州");
    table_add_money(table, row * 100, "CNY");
    table_add_int(table, 300 + row % 600);
    table_row_end(table, NULL);
}

/* Milliseconds from the first row to the file on the disk; `role` decides what is masked. */
static double export_timed(struct session *session, enum role role, const char *path)
{
    g_autofree char *digest = NULL;
    g_autoptr(GError) error = NULL;
    const gint64 began = g_get_monotonic_time();
    g_autoptr(table_t) table = table_new();
    session->role = role;
    table_mask_for(table, session);
    table_set_columns(table, columns, G_N_ELEMENTS(columns));
    for (int row = 0; row < ROWS; row++)
        add_row(table, row);
    if (!report_export_table(session, table, "People", path, NULL, &digest, &error))
        g_error("bench: %s", error->message);
    return (double)(g_get_monotonic_time() - began) / 1000;
}

static bool forget(void *data, const struct table *table, const struct cell *row, GError **error)
{
    (void)data, (void)table, (void)row, (void)error;
    return true;
}

/* Milliseconds to make the rows alone. */
static double rows_timed(struct session *session, enum role role)
{
    const gint64 began = g_get_monotonic_time();
    g_autoptr(table_t) table = table_new();
    session->role = role;
    table_mask_for(table, session);
    table_set_columns(table, columns, G_N_ELEMENTS(columns));
    table_set_sink(table, forget, NULL);
    for (int row = 0; row < ROWS; row++)
        add_row(table, row);
    return (double)(g_get_monotonic_time() - began) / 1000;
}

static void bench_values(void)
{
    static const char *const values[] = {
        "", "王小明", "990102199003070011", "13800138000", "6222021234567894", "杭州市西湖区样本路1号", "12345.67"
    };
    for (enum secrecy class = SECRECY_NAME; class < SECRECY_COUNT; class ++) {
        const gint64 began = g_get_monotonic_time();
        for (int i = 0; i < VALUES; i++)
            g_free(guard_mask(values[class], class));
        printf("mask of one value, %-26s %10.1f ns\n", secrecy_name(class),
               (double)(g_get_monotonic_time() - began) * 1000 / VALUES);
    }
}

int main(void)
{
    g_autofree char *folder = g_dir_make_tmp("bureau-mask-XXXXXX", NULL),
                    *path = g_build_filename(folder, "out.xlsx", NULL);
    g_autoptr(session_t) session = session_new();
    struct samples whole = samples_new(), masked = samples_new(), clear = samples_new();
    session->reveal = g_strdup("a benchmark of masking"); /* shows an officer everything, a steward names alone */
    for (int round = 0; round < ROUNDS; round++) {
        samples_add(&whole, export_timed(session, ROLE_OFFICER, path));
        samples_add(&masked, rows_timed(session, ROLE_STEWARD));
        samples_add(&clear, rows_timed(session, ROLE_OFFICER));
    }
    const double export = samples_at(&whole, 0.5), with = samples_at(&masked, 0.5), without = samples_at(&clear, 0.5);
    /* masked values repeat and make a smaller file, so the whole exports would flatter: what masking adds to the rows
     * is set against an export in clear */
    printf("export of %d rows in clear %17.1f ms  rows alone: masked %.1f ms, in clear %.1f ms\n", ROWS, export, with,
           without);
    printf("masking's share of an export %15.2f %%   aim: at most 5\n", (with - without) / export * 100);
    bench_values();
    samples_free(&whole);
    samples_free(&masked);
    samples_free(&clear);
    remove_tree(folder);
    return 0;
}
