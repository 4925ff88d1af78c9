DROP INDEX "departments_parent_idx";--> statement-breakpoint
DROP INDEX "departments_top_idx";--> statement-breakpoint
ALTER TABLE "departments" ALTER COLUMN "sort_order" SET DATA TYPE bigint;--> statement-breakpoint
CREATE INDEX "departments_parent_idx" ON "departments" USING btree ("parent_id","sort_order" DESC NULLS FIRST,"id");--> statement-breakpoint
CREATE INDEX "departments_top_idx" ON "departments" USING btree ("sort_order" DESC NULLS FIRST,"id") WHERE cardinality("departments"."path") = 1;