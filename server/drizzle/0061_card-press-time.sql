ALTER TABLE "cards" ADD COLUMN "pressed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "pressed_at" timestamp (3) with time zone;