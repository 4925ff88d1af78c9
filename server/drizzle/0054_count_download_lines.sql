ALTER TABLE "download_links" ADD COLUMN "lines_done" integer;--> statement-breakpoint
ALTER TABLE "download_links" ADD COLUMN "lines_total" integer;