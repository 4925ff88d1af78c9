ALTER TABLE "sessions" ADD COLUMN "browser_hash" text NOT NULL;--> statement-breakpoint
CREATE INDEX "sessions_browser_idx" ON "sessions" USING btree ("browser_hash") WHERE "sessions"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "sign_in_states_expires_idx" ON "sign_in_states" USING btree ("expires_at");