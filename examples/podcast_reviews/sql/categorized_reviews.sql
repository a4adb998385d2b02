-- The reviews of podcasts in one category. A podcast may be in several; its reviews are then in each.
SELECT reviews.podcast_id, podcasts.title AS podcast, reviews.author_id, reviews.rating, reviews.title, reviews.content
FROM read_parquet(getvariable('reviews')) AS reviews
JOIN read_parquet(getvariable('podcasts')) AS podcasts USING (podcast_id)
WHERE list_contains(podcasts.categories, getvariable('category'))
ORDER BY ALL
