/* Outlines for the map from GeoJSON, read as the YAML that JSON also is. Coordinates are longitude and latitude (RFC 7946). A feature belongs to the
 * region whose code stands in any of its properties. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/report_page.h"
#include "sim/yaml.h"

struct outlines {
    struct arena *arena;
    const char *const *code;
    int32_t codes, rings, capacity, *n, *region;
    const double **ring;
};

static int32_t count(const struct node *list)
{
    int32_t n = 0;
    for (const struct node *item = list ? list->first : NULL; item; item = item->next) n++;
    return n;
}

static void grow(struct outlines *all)
{
    const int32_t more = all->capacity ? 2 * all->capacity : 64;
    int32_t *n = ARENA_ARRAY(all->arena, int32_t, more), *region = ARENA_ARRAY(all->arena, int32_t, more);
    const double **ring = ARENA_ARRAY(all->arena, const double *, more);
    for (int32_t i = 0; i < all->rings; i++) n[i] = all->n[i], region[i] = all->region[i], ring[i] = all->ring[i];
    all->n = n, all->region = region, all->ring = ring, all->capacity = more;
}

static void ring_add(struct outlines *all, const struct node *points, int32_t region)
{
    double *ring = ARENA_ARRAY(all->arena, double, 2 * count(points) + 1);
    int32_t n = 0;
    for (const struct node *point = points->first; point; point = point->next) {
        const struct node *lon = point->first, *lat = lon ? lon->next : NULL;
        if (!lat || lon->kind != NODE_SCALAR || lat->kind != NODE_SCALAR) continue;
        const double x = strtod(lon->text, NULL), y = strtod(lat->text, NULL);
        if (!(fabs(x) <= 180) || !(fabs(y) <= 90)) continue;
        ring[2 * n] = x, ring[2 * n++ + 1] = y;
    }
    if (n < 3) return;
    if (all->rings == all->capacity) grow(all);
    all->n[all->rings] = n, all->region[all->rings] = region, all->ring[all->rings++] = ring;
}

static void polygon_add(struct outlines *all, const struct node *rings, int32_t region)
{
    for (const struct node *ring = rings->first; ring; ring = ring->next) ring_add(all, ring, region);
}

static void geometry_add(struct outlines *all, const struct node *geometry, int32_t region)
{
    const struct node *type = geometry && geometry->kind == NODE_MAP ? yaml_find(geometry, "type") : NULL,
                      *at = type ? yaml_find(geometry, "coordinates") : NULL;
    if (!type || type->kind != NODE_SCALAR || !at) return;
    if (strcmp(type->text, "Polygon") == 0) polygon_add(all, at, region);
    for (const struct node *polygon = strcmp(type->text, "MultiPolygon") == 0 ? at->first : NULL; polygon; polygon = polygon->next)
        polygon_add(all, polygon, region);
}

static int32_t region_of(const struct outlines *all, const struct node *feature)
{
    const struct node *properties = yaml_find(feature, "properties");
    for (const struct node *p = properties && properties->kind == NODE_MAP ? properties->first : NULL; p; p = p->next)
        for (int32_t i = 0; p->kind == NODE_SCALAR && i < all->codes; i++)
            if (strcmp(p->text, all->code[i]) == 0) return i;
    return -1;
}

static void root_add(struct outlines *all, const struct node *root)
{
    const struct node *features = yaml_find(root, "features");
    for (const struct node *feature = features ? features->first : NULL; feature; feature = feature->next)
        if (feature->kind == NODE_MAP) geometry_add(all, yaml_find(feature, "geometry"), region_of(all, feature));
    if (!features && yaml_find(root, "geometry")) geometry_add(all, yaml_find(root, "geometry"), region_of(all, root));
    if (!features && yaml_find(root, "coordinates")) geometry_add(all, root, -1);
}

status report_outline(const char *path, const char *const *code, int32_t codes, struct arena *arena, const struct svg_outline **outline)
{
    struct faults faults;
    faults_init(&faults, arena);
    const struct node *root = yaml_read(path, arena, &faults);
    struct outlines all = {.arena = arena, .code = code, .codes = codes};
    if (!root || faults.errors > 0)
        return status_fail(STATUS_FAILED, "map", "%s: %s", path, faults.first && faults.first->message ? faults.first->message : "cannot be read");
    root_add(&all, root);
    if (all.rings == 0) return status_fail(STATUS_FAILED, "map", "%s holds no outlines: GeoJSON with polygons in degrees is wanted", path);
    struct svg_outline *made = ARENA_NEW(arena, struct svg_outline);
    *made = (struct svg_outline){all.rings, all.n, all.region, all.ring};
    *outline = made;
    return status_ok();
}
